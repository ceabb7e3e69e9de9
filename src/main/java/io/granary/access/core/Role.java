// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access.core;

import java.util.Collection;
import java.util.List;

/**
 * As much of a role as matters: what it allows with the rows of a site, and which roles it takes over.
 *
 * @param verbs bits of {@link Verb}
 * @param inherits keys of roles whose rights it has, too
 */
public record Role(int verbs, List<String> inherits) {
    private static final String ALL = "*";

    public Role {
        inherits = List.copyOf(inherits);
    }

    /**
     * A rule as RBAC and Rancher write it.
     *
     * @param names of single objects; a rule with names shows no whole site
     */
    public record Rule(
            Collection<String> verbs,
            Collection<String> groups,
            Collection<String> resources,
            Collection<String> names) {

        private int verbsOn(String group, String resource) {
            boolean meant = names.isEmpty() && has(groups, group) && has(resources, resource);
            int bits = 0;
            if (meant) {
                for (var verb : Verb.values()) {
                    bits |= has(verbs, verb.word()) ? verb.bit() : 0;
                }
            }
            return bits;
        }

        private static boolean has(Collection<String> values, String value) {
            return values.contains(ALL) || values.contains(value);
        }
    }

    /** What rules allow with one resource. */
    public static Role of(Collection<Rule> rules, String group, String resource, List<String> inherits) {
        int verbs = 0;
        for (var rule : rules) {
            verbs |= rule.verbsOn(group, resource);
        }
        return new Role(verbs, inherits);
    }

    boolean isIdle() {
        return verbs == 0 && inherits.isEmpty();
    }
}
