// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.List;
import java.util.Set;

/** The roles that kube-apiserver makes in every cluster, as far as clients rely on them. */
final class RbacBasics {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String VERSION = GROUP + "/v1";
    private static final String ALL = "*";
    private static final String CREATE = "create";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    private RbacBasics() {}

    static void create(ObjectStore store) {
        role(store, "cluster-admin", rule(List.of(ALL), List.of(ALL), List.of(ALL)), paths(List.of(ALL), List.of(ALL)));
        bind(store, "cluster-admin", "system:masters");
        role(
                store,
                "system:basic-user",
                rule(
                        List.of(CREATE),
                        List.of(AUTHORIZATION),
                        List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")),
                rule(List.of(CREATE), List.of("authentication.k8s.io"), List.of("selfsubjectreviews")));
        bind(store, "system:basic-user", "system:authenticated");
        role(
                store,
                "system:discovery",
                paths(
                        List.of("get"),
                        List.of(
                                "/api",
                                "/api/*",
                                "/apis",
                                "/apis/*",
                                "/healthz",
                                "/livez",
                                "/openapi",
                                "/openapi/*",
                                "/readyz",
                                "/version",
                                "/version/")));
        bind(store, "system:discovery", "system:authenticated");
        role(
                store,
                "system:auth-delegator",
                rule(List.of(CREATE), List.of("authentication.k8s.io"), List.of("tokenreviews")),
                rule(List.of(CREATE), List.of(AUTHORIZATION), List.of("subjectaccessreviews")));
    }

    private static PolicyRule rule(List<String> verbs, List<String> groups, List<String> resources) {
        var none = Set.<String>of();
        return new PolicyRule(Set.copyOf(verbs), Set.copyOf(groups), Set.copyOf(resources), none, none);
    }

    private static PolicyRule paths(List<String> verbs, List<String> paths) {
        var none = Set.<String>of();
        return new PolicyRule(Set.copyOf(verbs), none, none, none, Set.copyOf(paths));
    }

    private static void role(ObjectStore store, String name, PolicyRule... rules) {
        var role = Json.object().put("apiVersion", VERSION).put("kind", "ClusterRole");
        role.putObject("metadata")
                .put("name", name)
                .putObject("labels")
                .put("kubernetes.io/bootstrapping", "rbac-defaults");
        var array = role.putArray("rules");
        List.of(rules).forEach(rule -> array.add(rule.tell()));
        store.create(GroupResource.of(GROUP, "clusterroles"), role);
    }

    private static void bind(ObjectStore store, String role, String group) {
        var binding = Json.object().put("apiVersion", VERSION).put("kind", "ClusterRoleBinding");
        binding.putObject("metadata").put("name", role);
        binding.putObject("roleRef")
                .put("apiGroup", GROUP)
                .put("kind", "ClusterRole")
                .put("name", role);
        binding.putArray("subjects")
                .addObject()
                .put("kind", "Group")
                .put("apiGroup", GROUP)
                .put("name", group);
        store.create(GroupResource.of(GROUP, "clusterrolebindings"), binding);
    }
}
