// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills ${parameter} in a text. A dollar that is meant as it stands, as in a shell script, is written $$. A filled-in
 * value is never looked into again.
 */
public final class Placeholders {

    private static final Pattern PLACE = Pattern.compile("\\$\\$|\\$\\{([A-Za-z][A-Za-z0-9_]{0,62})}");

    private Placeholders() {}

    /**
     * A text with what was known filled in.
     *
     * @param missing the parameters that were not known, whose places stand as they were
     */
    public record Filled(String text, SortedSet<String> missing) {}

    /** Fills all places of one text. */
    public static Filled fill(String text, Map<String, String> values) {
        SortedSet<String> missing = new TreeSet<>();
        Matcher place = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder(text.length());
        while (place.find()) {
            String name = place.group(1);
            String value = name == null ? "$" : values.get(name);
            if (value == null) {
                missing.add(name);
                value = place.group();
            }
            place.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return new Filled(place.appendTail(filled).toString(), missing);
    }
}
