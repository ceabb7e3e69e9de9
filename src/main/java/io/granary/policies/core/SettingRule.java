// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.util.Map;
import java.util.Set;

/**
 * What is known of one setting of Harvester.
 *
 * @param why it is not simply safe, as a clause; the empty string where it is
 * @param rewritten fields of its JSON that Harvester itself changes, which are not compared
 * @param defaults by minor release, such as {@code v1.8}; empty where not known
 */
public record SettingRule(
        String name, Shape shape, Safety safety, String why, Set<String> rewritten, Map<String, String> defaults) {
    public SettingRule {
        rewritten = Set.copyOf(rewritten);
        defaults = Map.copyOf(defaults);
    }

    static SettingRule safe(String name, Shape shape) {
        return new SettingRule(name, shape, Safety.SAFE, "", Set.of(), Map.of());
    }

    static SettingRule of(String name, Shape shape, Safety safety, String why) {
        return new SettingRule(name, shape, safety, why, Set.of(), Map.of());
    }

    SettingRule rewriting(String... fields) {
        return new SettingRule(name, shape, safety, why, Set.of(fields), defaults);
    }

    /** The default of every release that is known. */
    SettingRule byDefault(String value) {
        return byDefault(Map.of("v1.7", value, "v1.8", value));
    }

    SettingRule byDefault(Map<String, String> values) {
        return new SettingRule(name, shape, safety, why, rewritten, values);
    }
}
