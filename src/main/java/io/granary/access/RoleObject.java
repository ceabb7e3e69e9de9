// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.access.core.Role.Rule;
import io.granary.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * As much as is read of Role and ClusterRole (rbac.authorization.k8s.io/v1), RoleTemplate and GlobalRole
 * (management.cattle.io/v3), which have their rules in the same place.
 *
 * @param roleTemplateNames of a RoleTemplate: others that it takes over
 * @param inheritedClusterRoles of a GlobalRole: role templates that count at every cluster but the local one
 * @param externalRules of a RoleTemplate that is external: its rules, instead of {@code rules}
 */
record RoleObject(
        ObjectMeta metadata,
        @Nullable List<RoleObject.@Nullable PolicyRule> rules,
        @Nullable List<@Nullable String> roleTemplateNames,
        @Nullable List<@Nullable String> inheritedClusterRoles,
        @Nullable List<RoleObject.@Nullable PolicyRule> externalRules) {

    static ResourceType<RoleObject> type(String apiVersion, String plural) {
        return ResourceType.of(
                apiVersion, plural, RoleObject.class, role -> role.metadata().identity());
    }

    /** Of RBAC. */
    record PolicyRule(
            @Nullable List<@Nullable String> verbs,
            @Nullable List<@Nullable String> apiGroups,
            @Nullable List<@Nullable String> resources,
            @Nullable List<@Nullable String> resourceNames) {
        private Rule rule() {
            return new Rule(texts(verbs), texts(apiGroups), texts(resources), texts(resourceNames));
        }
    }

    /** Its rules, whatever they are about. */
    List<Rule> all() {
        var all = new ArrayList<Rule>();
        for (var list : List.of(orNone(rules), orNone(externalRules))) {
            list.stream().filter(Objects::nonNull).map(PolicyRule::rule).forEach(all::add);
        }
        return all;
    }

    static List<String> texts(@Nullable List<@Nullable String> values) {
        return orNone(values).stream().filter(Objects::nonNull).toList();
    }

    private static <T extends @Nullable Object> List<T> orNone(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }
}
