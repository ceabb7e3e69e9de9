// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A setting as one site shall have it.
 *
 * @param value with parameters and Secrets filled in; the empty text for the default
 * @param hidden fields of its JSON that hold something from a Secret; the empty text stands for all of it
 * @param stamp versions of the Secrets in fields that the site does not give back, kept there as an annotation, since
 *     nothing else tells whether it has them; empty where the value itself does
 */
public record WantedSetting(SettingRule rule, String value, Set<String> hidden, String stamp) {
    public WantedSetting {
        hidden = Set.copyOf(hidden);
    }

    public WantedSetting(SettingRule rule, String value) {
        this(rule, value, Set.of(), "");
    }

    /** @param text with parameters filled in and places for Secrets */
    static WantedSetting of(SettingRule rule, String text, SecretValues secrets) {
        if (!SecretValues.isIn(text)) {
            return new WantedSetting(rule, text);
        }
        var hidden = hidden(text);
        var silent = hidden.stream().anyMatch(rule.rewritten()::contains);
        return new WantedSetting(rule, secrets.fill(text), hidden, silent ? secrets.versions(text) : "");
    }

    private static Set<String> hidden(String text) {
        try {
            if (Json.parse(text) instanceof Map<?, ?> fields) {
                return fields.entrySet().stream()
                        .filter(field -> SecretValues.isIn(Json.shown(field.getValue())))
                        .map(field -> String.valueOf(field.getKey()))
                        .collect(Collectors.toSet());
            }
        } catch (Json.Broken whole) {
            return Set.of("");
        }
        return Set.of("");
    }

    public String name() {
        return rule.name();
    }

    /** Whether something of it may not be shown. */
    public boolean isSecret() {
        return !hidden.isEmpty();
    }

    /** @param field within it; null for the whole */
    boolean hides(@Nullable String field) {
        return isSecret() && (field == null || hidden.contains("") || hidden.contains(field));
    }

    /** The names of the fields that may not be shown, as a list for people; empty where it is the whole. */
    String hiddenFields() {
        return String.join(", ", new TreeSet<>(hidden));
    }

    /** As rows and messages call it. */
    public String what() {
        return what(rule.name());
    }

    static String what(String name) {
        return "Setting " + name;
    }

    @Override
    public String toString() {
        return "WantedSetting[" + name() + "]";
    }
}
