// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.access.core.Binding;
import io.granary.kube.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As much as is read of RoleBinding and ClusterRoleBinding (rbac.authorization.k8s.io/v1), ClusterRoleTemplateBinding
 * and GlobalRoleBinding (management.cattle.io/v3).
 *
 * @param roleRef of RBAC
 * @param subjects of RBAC; Rancher's bindings have one subject, in the fields that follow
 */
record BindingObject(
        ObjectMeta metadata,
        @Nullable RoleRef roleRef,
        @Nullable List<BindingObject.@Nullable Subject> subjects,
        @Nullable String userName,
        @Nullable String groupName,
        @Nullable String groupPrincipalName,
        @Nullable String roleTemplateName,
        @Nullable String globalRoleName) {

    static ResourceType<BindingObject> type(String apiVersion, String plural) {
        return ResourceType.of(
                apiVersion,
                plural,
                BindingObject.class,
                binding -> binding.metadata().identity());
    }

    record RoleRef(@Nullable String kind, @Nullable String name) {}

    record Subject(
            @Nullable String kind,
            @Nullable String name,
            @Nullable String namespace) {
        private String key() {
            var named = Objects.requireNonNullElse(name, "");
            return switch (Objects.requireNonNullElse(kind, "")) {
                case "User" -> Binding.user(named);
                case "Group" -> Binding.group(named);
                case "ServiceAccount" ->
                    Binding.user("system:serviceaccount:" + Objects.requireNonNullElse(namespace, "") + ':' + named);
                default -> "";
            };
        }
    }

    /** Whom a binding of RBAC is about. */
    Set<String> all() {
        var all = new HashSet<String>();
        if (subjects != null) {
            subjects.stream().filter(Objects::nonNull).map(Subject::key).forEach(all::add);
        }
        all.remove("");
        return all;
    }

    /** Whom a binding of Rancher is about. */
    Set<String> owner() {
        var all = new HashSet<String>();
        add(all, userName, Binding.user(""));
        add(all, groupName, Binding.group(""));
        add(all, groupPrincipalName, Binding.group(""));
        return all;
    }

    private static void add(Set<String> all, @Nullable String name, String kind) {
        if (name != null && !name.isEmpty()) {
            all.add(kind + name);
        }
    }
}
