// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

/**
 * A setting as one site shall have it.
 *
 * @param value with parameters filled in; the empty text for the default
 */
public record WantedSetting(SettingRule rule, String value) {
    public String name() {
        return rule.name();
    }

    /** As rows and messages call it. */
    public String what() {
        return what(rule.name());
    }

    static String what(String name) {
        return "Setting " + name;
    }
}
