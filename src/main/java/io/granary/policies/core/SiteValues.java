// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.rollout.core.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a policy with their values for one site: from the first override that matches, else from the site's
 * label, else the default.
 *
 * @param values by parameter name; {@code site} is always the site's name
 * @param missing a sentence for each parameter without a value
 */
public record SiteValues(Map<String, String> values, List<String> missing) {
    public SiteValues {
        values = Map.copyOf(values);
        missing = List.copyOf(missing);
    }

    public static SiteValues of(PolicySpec policy, String site, Map<String, String> labels) {
        var given = policy.overrides().stream()
                .filter(override -> Selection.matches(override.selector(), labels))
                .findFirst()
                .map(PolicySpec.Override::parameters)
                .orElse(Map.of());
        var values = new HashMap<String, String>();
        values.put("site", site);
        var missing = new ArrayList<String>();
        for (var parameter : policy.parameters()) {
            var label = parameter.label();
            var value = given.get(parameter.name());
            if (value == null && label != null) {
                value = labels.get(label);
            }
            if (value == null) {
                value = parameter.defaultValue();
            }
            if (value == null) {
                missing.add("Parameter " + parameter.name() + " has no value here: "
                        + (label == null ? "" : "label the site with " + label + "=<value>, or ")
                        + "write it in spec.overrides, or give it a default.");
            } else {
                values.put(parameter.name(), value);
            }
        }
        return new SiteValues(values, missing);
    }
}
