// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in Secrets at headquarters for the places in settings and objects that name one. A place is a text of its
 * own kind, so that hashes, revisions and reports know which Secret is meant and never what is in it.
 */
public record SecretValues(Map<Place, Value> values) {
    public static final SecretValues NONE = new SecretValues(Map.of());

    private static final Pattern PLACE =
            Pattern.compile("@\\{secret:([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)/([A-Za-z0-9._-]{1,253})}");

    public SecretValues {
        values = Map.copyOf(values);
    }

    /** One key of one Secret, in the namespace of the policy. */
    public record Place(String secret, String key) {
        /** As it stands in the text of a setting. */
        public String text() {
            return "@{secret:" + secret + "/" + key + "}";
        }
    }

    /** @param version of the Secret, that changes with it */
    public record Value(String text, String version) {
        @Override
        public String toString() {
            return "Value[hidden]";
        }
    }

    public static Set<Place> in(String text) {
        var found = new LinkedHashSet<Place>();
        var places = PLACE.matcher(text);
        while (places.find()) {
            found.add(new Place(places.group(1), places.group(3)));
        }
        return found;
    }

    public static boolean isIn(String text) {
        return text.contains("@{secret:") && PLACE.matcher(text).find();
    }

    /** Whether a place names no Secret, or none of its keys. */
    static boolean isBroken(String text) {
        return PLACE.matcher(text).replaceAll("").contains("@{secret:");
    }

    /**
     * The text with all that is known filled in: as it is where the text is nothing but a place, else as JSON has it.
     */
    String fill(String text) {
        var places = PLACE.matcher(text);
        return places.replaceAll(place -> {
            var value = values.get(new Place(place.group(1), place.group(3)));
            var whole = place.start() == 0 && place.end() == text.length();
            return Matcher.quoteReplacement(
                    value == null ? place.group() : whole ? value.text() : Json.escaped(value.text()));
        });
    }

    /** Which versions of which Secrets are in the text, without a word of what they hold. */
    String versions(String text) {
        var versions = new TreeSet<String>();
        for (var place : in(text)) {
            var value = values.get(place);
            versions.add(place.secret() + "@" + (value == null ? "" : value.version()));
        }
        return String.join(",", versions);
    }
}
