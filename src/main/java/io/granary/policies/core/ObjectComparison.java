// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares an object with what a site has: every field that the policy writes must be there and mean the same; what a
 * site has besides does not count, because Harvester and its webhooks add fields.
 */
public final class ObjectComparison {
    private static final int MOST = 8;

    private ObjectComparison() {}

    /** @param found as JSON; null where there is none */
    public static List<Difference> compare(WantedObject wanted, @Nullable String found, String manager) {
        if (found == null) {
            return List.of(new Difference(wanted.what(), null, "present", "absent", null));
        }
        var differences = new ArrayList<Difference>();
        try {
            if (Json.parse(wanted.json()) instanceof Map<?, ?> want && Json.parse(found) instanceof Map<?, ?> have) {
                want.forEach((key, value) -> {
                    var field = String.valueOf(key);
                    switch (field) {
                        case "apiVersion", "kind", "status" -> {}
                        case "metadata" -> metadata(value, have.get(key), differences, wanted, manager);
                        default -> walk(field, value, have.get(key), differences, wanted, manager);
                    }
                });
            }
        } catch (Json.Broken broken) {
            return List.of(new Difference(wanted.what(), null, "present", "not readable", manager));
        }
        return differences.subList(0, Math.min(MOST, differences.size()));
    }

    private static void metadata(
            @Nullable Object want, @Nullable Object have, List<Difference> out, WantedObject wanted, String manager) {
        for (var part : List.of("labels", "annotations")) {
            if (want instanceof Map<?, ?> fields && fields.get(part) != null) {
                var found = have instanceof Map<?, ?> others ? others.get(part) : null;
                walk("metadata." + part, fields.get(part), found, out, wanted, manager);
            }
        }
    }

    private static void walk(
            String path,
            @Nullable Object want,
            @Nullable Object have,
            List<Difference> out,
            WantedObject wanted,
            String manager) {
        if (want instanceof Map<?, ?> fields && have instanceof Map<?, ?> others) {
            fields.forEach((key, value) -> walk(path + "." + key, value, others.get(key), out, wanted, manager));
        } else if (!holds(want, have) && !isSameConfig(path, want, have)) {
            out.add(new Difference(
                    wanted.what(),
                    path,
                    SettingComparison.cut(Json.shown(want)),
                    have == null ? null : SettingComparison.cut(Json.shown(have)),
                    manager.isEmpty() ? null : manager));
        }
    }

    private static boolean holds(@Nullable Object want, @Nullable Object have) {
        if (want instanceof Map<?, ?> fields && have instanceof Map<?, ?> others) {
            return fields.keySet().stream().allMatch(key -> holds(fields.get(key), others.get(key)));
        }
        if (want instanceof List<?> items && have instanceof List<?> others) {
            var same = items.size() == others.size();
            for (int i = 0; same && i < items.size(); i++) {
                same = holds(items.get(i), others.get(i));
            }
            return same;
        }
        return Json.isSame(want, have);
    }

    /** The configuration of a network is JSON in a text. */
    private static boolean isSameConfig(String path, @Nullable Object want, @Nullable Object have) {
        if (!path.equals("spec.config") || !(want instanceof String one) || !(have instanceof String other)) {
            return false;
        }
        try {
            return Json.isSame(Json.parse(one), Json.parse(other));
        } catch (Json.Broken broken) {
            return false;
        }
    }
}
