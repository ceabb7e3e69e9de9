// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates Roles, ClusterRoles and their bindings as they are stored, as kube-apiserver's authorization mode RBAC
 * does. The group {@code system:masters} may do everything.
 */
public final class RbacAuthorizer implements Authorizer {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final GroupResource ROLES = GroupResource.of(GROUP, "roles");
    private static final GroupResource CLUSTER_ROLES = GroupResource.of(GROUP, "clusterroles");
    private static final GroupResource BINDINGS = GroupResource.of(GROUP, "rolebindings");
    private static final GroupResource CLUSTER_BINDINGS = GroupResource.of(GROUP, "clusterrolebindings");

    private final Map<String, List<PolicyRule>> roles = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Binding>> bindings = new ConcurrentHashMap<>();

    /** Follows the store from now on; the roles that every cluster has are made there. */
    public RbacAuthorizer(ObjectStore store) {
        store.onChange(this::changed);
        RbacBasics.create(store);
    }

    private record Binding(String name, String role, boolean ofCluster, Set<String> subjects) {}

    @Override
    public Verdict authorize(User user, Attributes asked) {
        if (user.groups().contains("system:masters")) {
            return Verdict.ALLOWED;
        }
        return granted(user, asked.namespace())
                .filter(binding -> rules(binding).stream().anyMatch(rule -> rule.allows(asked)))
                .findFirst()
                .map(binding -> new Verdict(true, reason(binding, user)))
                .orElseGet(() -> new Verdict(false, missing(user, asked.namespace())));
    }

    @Override
    public Optional<List<PolicyRule>> rulesOf(User user, String namespace) {
        return Optional.of(granted(user, namespace)
                .flatMap(binding -> rules(binding).stream())
                .toList());
    }

    private Stream<Binding> granted(User user, String namespace) {
        var everywhere = bindings.getOrDefault("", Map.of()).values().stream();
        var here = namespace.isEmpty()
                ? Stream.<Binding>empty()
                : bindings.getOrDefault(namespace, Map.of()).values().stream();
        return Stream.concat(everywhere, here)
                .filter(binding -> subject(binding, user).isPresent());
    }

    private static Optional<String> subject(Binding binding, User user) {
        return Stream.concat(
                        Stream.of("User \"" + user.name() + '"'),
                        user.groups().stream().map(group -> "Group \"" + group + '"'))
                .filter(binding.subjects()::contains)
                .findFirst();
    }

    private List<PolicyRule> rules(Binding binding) {
        return roles.getOrDefault(binding.role(), List.of());
    }

    private static String reason(Binding binding, User user) {
        return "RBAC: allowed by %s \"%s\" of %s to %s"
                .formatted(
                        binding.ofCluster() ? "ClusterRoleBinding" : "RoleBinding",
                        binding.name(),
                        told(binding.role()),
                        subject(binding, user).orElse(""));
    }

    private static String told(String role) {
        var parts = role.split("/", 3);
        return parts[0] + " \"" + parts[2] + '"';
    }

    /** A binding of a role that is not there is told, as kube-apiserver tells it. */
    private String missing(User user, String namespace) {
        return granted(user, namespace)
                .filter(binding -> !roles.containsKey(binding.role()))
                .findFirst()
                .map(binding -> {
                    var parts = binding.role().split("/", 3);
                    return "RBAC: %s.%s \"%s\" not found".formatted(parts[0].toLowerCase(Locale.ROOT), GROUP, parts[2]);
                })
                .orElse("");
    }

    private void changed(ObjectChange change) {
        var resource = change.resource();
        if (!resource.group().equals(GROUP)) {
            return;
        }
        var key = change.after().key();
        var object = change.kind() == ObjectChange.Kind.DELETED
                ? null
                : Json.parse(change.after().json());
        if (resource.equals(ROLES)) {
            role("Role/" + key.namespace() + "/" + key.name(), object);
        } else if (resource.equals(CLUSTER_ROLES)) {
            role("ClusterRole//" + key.name(), object);
        } else if (resource.equals(BINDINGS) || resource.equals(CLUSTER_BINDINGS)) {
            bind(key, object);
        }
    }

    private void role(String key, @Nullable JsonNode object) {
        if (object == null) {
            roles.remove(key);
        } else {
            roles.put(key, PolicyRule.of(object.path("rules")));
        }
    }

    private void bind(ObjectKey key, @Nullable JsonNode object) {
        var here = bindings.computeIfAbsent(key.namespace(), space -> new ConcurrentHashMap<>());
        if (object == null) {
            here.remove(key.name());
            return;
        }
        var kind = object.at("/roleRef/kind").asText();
        var role = kind + "/" + (kind.equals("Role") ? key.namespace() : "") + "/"
                + object.at("/roleRef/name").asText();
        var subjects = new ArrayList<String>();
        object.path("subjects").forEach(subject -> subjects.add(subject(subject)));
        var ofCluster = key.namespace().isEmpty();
        var shown = ofCluster ? key.name() : key.name() + '/' + key.namespace();
        here.put(key.name(), new Binding(shown, role, ofCluster, Set.copyOf(subjects)));
    }

    private static String subject(JsonNode subject) {
        var name = subject.path("name").asText();
        return subject.path("kind").asText().equals("ServiceAccount")
                ? "User \"system:serviceaccount:" + subject.path("namespace").asText() + ":" + name + '"'
                : subject.path("kind").asText() + " \"" + name + '"';
    }
}
