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

    private final String what;
    private final String manager;
    private final List<Difference> differences = new ArrayList<>();

    private ObjectComparison(String what, String manager) {
        this.what = what;
        this.manager = manager;
    }

    /** @param found as JSON; null where there is none */
    public static List<Difference> compare(WantedObject wanted, @Nullable String found, String manager) {
        if (found == null) {
            return List.of(new Difference(wanted.what(), null, "present", "absent", null));
        }
        var comparison = new ObjectComparison(wanted.what(), manager);
        try {
            if (Json.parse(wanted.json()) instanceof Map<?, ?> want
                    && Json.parse(wanted.mask()) instanceof Map<?, ?> mask
                    && Json.parse(found) instanceof Map<?, ?> have) {
                want.forEach((key, value) -> {
                    var field = String.valueOf(key);
                    switch (field) {
                        case "apiVersion", "kind", "status" -> {}
                        case "metadata" -> comparison.metadata(value, mask.get(key), have.get(key));
                        default -> comparison.walk(field, value, mask.get(key), have.get(key));
                    }
                });
            }
        } catch (Json.Broken broken) {
            return List.of(new Difference(wanted.what(), null, "present", "not readable", manager));
        }
        var differences = comparison.differences;
        return differences.subList(0, Math.min(MOST, differences.size()));
    }

    private void metadata(@Nullable Object want, @Nullable Object mask, @Nullable Object have) {
        for (var part : List.of("labels", "annotations")) {
            var wanted = field(want, part);
            if (wanted != null) {
                walk("metadata." + part, wanted, field(mask, part), field(have, part));
            }
        }
    }

    private static @Nullable Object field(@Nullable Object parent, Object name) {
        return parent instanceof Map<?, ?> fields ? fields.get(name) : null;
    }

    /** @param mask the same place of what is wanted, before Secrets were filled in */
    private void walk(String path, @Nullable Object want, @Nullable Object mask, @Nullable Object have) {
        if (want instanceof Map<?, ?> fields && have instanceof Map<?, ?> others) {
            fields.forEach((key, value) -> walk(path + "." + key, value, field(mask, key), others.get(key)));
        } else if (!holds(want, have) && !isSameConfig(path, want, have)) {
            differences.add(difference(path, want, mask, have));
        }
    }

    private Difference difference(String path, @Nullable Object want, @Nullable Object mask, @Nullable Object have) {
        var by = manager.isEmpty() ? null : manager;
        var found = have == null ? null : SettingComparison.cut(Json.shown(have));
        return SecretValues.isIn(Json.shown(mask))
                ? new Difference(
                        what, path, SettingComparison.FROM_SECRET, found == null ? null : SettingComparison.HIDDEN, by)
                : new Difference(what, path, SettingComparison.cut(Json.shown(want)), found, by);
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
