// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.PolicyRule;
import io.granary.simulator.apiserver.User;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Rancher's roles and who has them, read from the objects of the local cluster as they change. */
final class RoleBook {
    private final Map<String, Role> templates = new ConcurrentHashMap<>();
    private final Map<String, Role> globals = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Binding> bindings = new ConcurrentHashMap<>();
    private final Map<String, Set<ObjectKey>> byCluster = new ConcurrentHashMap<>();

    RoleBook(ObjectStore store) {
        store.onChange(this::changed);
    }

    /** @param inherits names of role templates */
    private record Role(List<PolicyRule> rules, List<String> inherits) {}

    /** @param role of a role template, or of a global role where the binding has no namespace */
    private record Binding(String subject, String role) {
        boolean isOf(User user) {
            return subject.equals("u:" + user.name())
                    || user.groups().stream().anyMatch(group -> subject.equals("g:" + group));
        }
    }

    /** What somebody may at a cluster that is not the local one. */
    Stream<PolicyRule> rulesAt(String cluster, User user) {
        var here = byCluster.getOrDefault(cluster, Set.of()).stream()
                .flatMap(key -> Stream.ofNullable(bindings.get(key)))
                .filter(binding -> binding.isOf(user))
                .map(Binding::role);
        var everywhere = byCluster.getOrDefault("", Set.of()).stream()
                .flatMap(key -> Stream.ofNullable(bindings.get(key)))
                .filter(binding -> binding.isOf(user))
                .flatMap(binding -> Stream.ofNullable(globals.get(binding.role())))
                .flatMap(role -> role.inherits().stream());
        return Stream.concat(here, everywhere).flatMap(role -> rulesOf(role, new HashSet<>()));
    }

    Stream<PolicyRule> rulesOf(String template, Set<String> seen) {
        var role = templates.get(template);
        if (role == null || !seen.add(template)) {
            return Stream.empty();
        }
        return Stream.concat(role.rules().stream(), role.inherits().stream().flatMap(next -> rulesOf(next, seen)));
    }

    private void changed(ObjectChange change) {
        if (!change.resource().group().equals("management.cattle.io")) {
            return;
        }
        var key = change.after().key();
        var gone = change.kind() == ObjectChange.Kind.DELETED;
        switch (change.resource().resource()) {
            case "roletemplates" -> role(templates, key, gone, change, "roleTemplateNames");
            case "globalroles" -> role(globals, key, gone, change, "inheritedClusterRoles");
            case "clusterroletemplatebindings" -> bind(key, gone, change, "roleTemplateName");
            case "globalrolebindings" -> bind(key, gone, change, "globalRoleName");
            default -> {}
        }
    }

    private static void role(
            Map<String, Role> roles, ObjectKey key, boolean gone, ObjectChange change, String inherited) {
        if (gone) {
            roles.remove(key.name());
            return;
        }
        var object = LocalObject.read(change.after().json());
        var names = object.path(inherited).valueStream().map(JsonNode::asText).toList();
        roles.put(key.name(), new Role(PolicyRule.of(object.path("rules")), names));
    }

    private void bind(ObjectKey key, boolean gone, ObjectChange change, String role) {
        var names = byCluster.computeIfAbsent(key.namespace(), cluster -> ConcurrentHashMap.newKeySet());
        if (gone) {
            bindings.remove(key);
            names.remove(key);
            return;
        }
        var object = LocalObject.read(change.after().json());
        bindings.put(key, new Binding(subject(object), object.path(role).asText()));
        names.add(key);
    }

    private static String subject(JsonNode binding) {
        for (var group : List.of("groupPrincipalName", "groupName")) {
            if (!binding.path(group).asText("").isEmpty()) {
                return "g:" + binding.path(group).asText();
            }
        }
        return "u:" + binding.path("userName").asText("");
    }
}
