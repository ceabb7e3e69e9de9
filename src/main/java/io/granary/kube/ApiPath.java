// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a path within its door: a namespace or name that came from a site must not climb out of
 * {@code /k8s/clusters/<id>} to another cluster.
 */
final class ApiPath {
    private ApiPath() {}

    /** What is wrong with the path and query of a call, or null. */
    static @Nullable String objection(String path) {
        if (!path.startsWith("/") || path.length() > 8_000) {
            return "must begin with '/' and have at most 8,000 characters";
        }
        if (!path.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\' && c != '#')) {
            return "must be percent-encoded";
        }
        var query = path.indexOf('?');
        var place = (query < 0 ? path : path.substring(0, query)).toLowerCase(Locale.ROOT);
        var plain = place.replace("%2e", ".");
        if (plain.contains("//") || plain.contains("%2f") || plain.contains("%5c") || plain.contains("%00")) {
            return "must not hide a '/' or hold an empty segment";
        }
        if ((plain + "/").contains("/../") || (plain + "/").contains("/./")) {
            return "must not climb with '.' or '..'";
        }
        return null;
    }
}
