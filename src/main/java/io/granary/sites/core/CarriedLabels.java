// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the labels of a Site in step with those of its Rancher cluster, and leaves alone what people added to the Site.
 * Which labels were carried over is remembered in an annotation, so that one removed in Rancher goes here too.
 */
public final class CarriedLabels {
    static final String REMEMBERED = "granary.io/carried-labels";

    private CarriedLabels() {}

    /** The labels from now on. */
    public static Map<String, String> merge(
            Map<String, String> stored, Map<String, String> annotations, Map<String, String> carried) {
        var labels = new HashMap<>(stored);
        List.of(annotations.getOrDefault(REMEMBERED, "").split(",", -1)).forEach(labels::remove);
        labels.putAll(carried);
        return labels;
    }

    /** The annotations from now on. */
    public static Map<String, String> remember(Map<String, String> annotations, Map<String, String> carried) {
        var all = new HashMap<>(annotations);
        all.put(REMEMBERED, String.join(",", new TreeMap<>(carried).keySet()));
        return all;
    }
}
