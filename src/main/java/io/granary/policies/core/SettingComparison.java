// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a setting with what a site has, by meaning: JSON without regard to order, numbers as numbers, certificates
 * without regard to line ends. What Harvester rewrites by itself does not count.
 */
public final class SettingComparison {
    /** Of one value, in a row. */
    private static final int LONGEST = 160;
    /** More fields than this are told as one difference. */
    private static final int MOST_FIELDS = 8;

    /** Instead of a value from a Secret, and instead of what a site has in its place. */
    static final String FROM_SECRET = "(from a Secret)";

    static final String HIDDEN = "(hidden)";

    private SettingComparison() {}

    /** What differs; empty where nothing does. Nothing from a Secret is ever in it. */
    public static List<Difference> compare(WantedSetting wanted, SeenSetting seen) {
        var found = values(wanted, seen);
        if (!found.isEmpty() || wanted.stamp().isEmpty() || wanted.stamp().equals(seen.stamp())) {
            return found;
        }
        var manager = seen.writer().manager();
        var other = seen.stamp().isEmpty() ? "not from Granary" : "from " + seen.stamp();
        return List.of(new Difference(
                wanted.what(),
                wanted.hiddenFields(),
                "from " + wanted.stamp(),
                other,
                manager.isEmpty() ? null : manager));
    }

    private static List<Difference> values(WantedSetting wanted, SeenSetting seen) {
        var value = wanted.value().isEmpty() ? seen.fallback() : wanted.value();
        var found = seen.effective();
        if (value.equals(found)) {
            return List.of();
        }
        var manager = seen.writer().manager();
        return switch (wanted.rule().shape()) {
            case TEXT, URL -> whole(wanted, value.strip(), found.strip(), manager);
            case BOOLEAN ->
                whole(
                        wanted,
                        value.strip().toLowerCase(Locale.ROOT),
                        found.strip().toLowerCase(Locale.ROOT),
                        manager);
            case WHOLE, DECIMAL -> whole(wanted, number(value), number(found), manager);
            case PEM -> whole(wanted, pem(value), pem(found), manager);
            case JSON, JSON_OR_URL -> json(wanted, value, found, manager);
        };
    }

    /** Of a setting that the Harvester of the site does not have. */
    static Difference missing(WantedSetting wanted) {
        return difference(wanted, null, wanted.value(), null, "");
    }

    private static List<Difference> whole(WantedSetting wanted, String value, String found, String manager) {
        return value.equals(found) ? List.of() : List.of(difference(wanted, null, value, found, manager));
    }

    private static String number(String text) {
        try {
            return text.length() > 40
                    ? text
                    : Json.number(new BigDecimal(text.strip())).toString();
        } catch (NumberFormatException none) {
            return text;
        }
    }

    private static String pem(String text) {
        return text.replace("\r", "").strip();
    }

    private static List<Difference> json(WantedSetting wanted, String value, String found, String manager) {
        try {
            var want = Json.parse(value.isBlank() ? "{}" : value);
            var have = Json.parse(found.isBlank() ? "{}" : found);
            return want instanceof Map<?, ?> fields && have instanceof Map<?, ?> others
                    ? fields(wanted, fields, others, manager)
                    : Json.isSame(want, have) ? List.of() : whole(wanted, value, found, manager);
        } catch (Json.Broken broken) {
            return whole(wanted, value.strip(), found.strip(), manager);
        }
    }

    private static List<Difference> fields(WantedSetting wanted, Map<?, ?> want, Map<?, ?> have, String manager) {
        var names = new TreeSet<String>();
        want.keySet().forEach(name -> names.add(String.valueOf(name)));
        have.keySet().forEach(name -> names.add(String.valueOf(name)));
        names.removeAll(wanted.rule().rewritten());
        var differences = new ArrayList<Difference>();
        for (var name : names) {
            var one = want.get(name);
            var other = have.get(name);
            if (!Json.isSame(one, other)) {
                differences.add(difference(wanted, name, shown(want, name), shown(have, name), manager));
            }
        }
        return differences.size() <= MOST_FIELDS
                ? differences
                : List.of(difference(wanted, null, Json.shown(want), Json.shown(have), manager));
    }

    private static @Nullable String shown(Map<?, ?> fields, String name) {
        return fields.containsKey(name) ? Json.shown(fields.get(name)) : null;
    }

    private static Difference difference(
            WantedSetting wanted, @Nullable String field, @Nullable String value, @Nullable String found, String by) {
        var manager = by.isEmpty() ? null : by;
        return wanted.hides(field)
                ? new Difference(wanted.what(), field, FROM_SECRET, found == null ? null : HIDDEN, manager)
                : new Difference(wanted.what(), field, cut(value), cut(found), manager);
    }

    static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, LONGEST - 1) + "…";
    }
}
