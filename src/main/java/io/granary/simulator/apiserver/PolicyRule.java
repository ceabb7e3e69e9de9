// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.Authorizer.Attributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one rule of a role allows (rbac.authorization.k8s.io/v1 PolicyRule), matched as kube-apiserver does
 * ({@code pkg/apis/rbac/v1/evaluation_helpers.go}).
 */
public record PolicyRule(
        Set<String> verbs, Set<String> groups, Set<String> resources, Set<String> names, Set<String> paths) {
    private static final String ALL = "*";

    public PolicyRule {
        verbs = Set.copyOf(verbs);
        groups = Set.copyOf(groups);
        resources = Set.copyOf(resources);
        names = Set.copyOf(names);
        paths = Set.copyOf(paths);
    }

    /** The rules of a Role, ClusterRole, or of a kind of Rancher's that has the same field. */
    public static List<PolicyRule> of(JsonNode rules) {
        return rules.valueStream().map(PolicyRule::read).toList();
    }

    private static PolicyRule read(JsonNode rule) {
        return new PolicyRule(
                texts(rule, "verbs"),
                texts(rule, "apiGroups"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                texts(rule, "nonResourceURLs"));
    }

    private static Set<String> texts(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    }

    public boolean allows(Attributes asked) {
        if (!verbs.contains(ALL) && !verbs.contains(asked.verb())) {
            return false;
        }
        return asked.path().isEmpty() ? allowsResource(asked) : allowsPath(asked.path());
    }

    /** Whether it allows a verb on some object of a kind, by name or on all of them. */
    public boolean speaksOf(String verb, String group, String resource) {
        return (verbs.contains(ALL) || verbs.contains(verb))
                && (groups.contains(ALL) || groups.contains(group))
                && namesResource(resource, "");
    }

    private boolean allowsResource(Attributes asked) {
        return (groups.contains(ALL) || groups.contains(asked.group()))
                && namesResource(asked.resource(), asked.subresource())
                && (names.isEmpty() || names.contains(asked.name()));
    }

    private boolean namesResource(String resource, String subresource) {
        if (resources.contains(ALL)) {
            return true;
        }
        return subresource.isEmpty()
                ? resources.contains(resource)
                : resources.contains(resource + "/" + subresource) || resources.contains("*/" + subresource);
    }

    private boolean allowsPath(String path) {
        return paths.stream()
                .anyMatch(one -> one.equals(ALL)
                        || one.equals(path)
                        || one.endsWith(ALL) && path.startsWith(one.substring(0, one.length() - 1)));
    }

    boolean isOfPaths() {
        return !paths.isEmpty();
    }

    /** As SelfSubjectRulesReviews tell it. */
    ObjectNode tell() {
        var rule = Json.object();
        put(rule, "verbs", verbs);
        put(rule, "apiGroups", groups);
        put(rule, "resources", resources);
        put(rule, "resourceNames", names);
        put(rule, "nonResourceURLs", paths);
        return rule;
    }

    private static void put(ObjectNode rule, String field, Set<String> values) {
        if (!values.isEmpty()) {
            var array = rule.putArray(field);
            values.stream().sorted().forEach(array::add);
        }
    }
}
