// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The order of versions: v2 before v1 before v1beta2 before v1alpha1 before anything else (apimachinery
 * {@code version}).
 */
final class VersionOrder {
    static final Comparator<String> PREFERRED_FIRST = VersionOrder::compare;
    private static final Pattern FORM = Pattern.compile("^v(\\d+)(?:(alpha|beta)(\\d+))?$");

    private VersionOrder() {}

    private static int compare(String one, String other) {
        var left = FORM.matcher(one);
        var right = FORM.matcher(other);
        var leftFits = left.matches();
        var rightFits = right.matches();
        if (!leftFits || !rightFits) {
            return leftFits ? -1 : rightFits ? 1 : one.compareTo(other);
        }
        var stages = Integer.compare(stage(right.group(2)), stage(left.group(2)));
        if (stages != 0) {
            return stages;
        }
        var majors = Integer.compare(Integer.parseInt(right.group(1)), Integer.parseInt(left.group(1)));
        return majors != 0 || left.group(3) == null || right.group(3) == null
                ? majors
                : Integer.compare(Integer.parseInt(right.group(3)), Integer.parseInt(left.group(3)));
    }

    private static int stage(@org.jspecify.annotations.Nullable String name) {
        return name == null ? 3 : name.equals("beta") ? 2 : 1;
    }
}
