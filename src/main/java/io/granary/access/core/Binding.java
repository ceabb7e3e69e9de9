// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access.core;

import java.util.Set;

/**
 * Who has a role, and where.
 *
 * @param site the id of a site, which is the namespace of the binding; empty for all sites
 * @param role key of a {@link Role}
 * @param subjects as {@link #user} and {@link #group} write them
 */
public record Binding(String site, String role, Set<String> subjects) {
    public Binding {
        subjects = Set.copyOf(subjects);
    }

    public static String user(String name) {
        return "u:" + name;
    }

    public static String group(String name) {
        return "g:" + name;
    }
}
