// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.simulator.RequestLog;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that somebody may do, or did.
 *
 * @param namespace empty for all, or for what is in none
 * @param name empty for any
 */
record Rights(String verb, String group, String resource, String namespace, String name) {
    private static final Pattern PATH = Pattern.compile(
            "/(?:api|apis/(?<group>[^/]+))/v[^/]+(?:/namespaces/(?<namespace>[^/]+))?/(?<resource>[^/]+)"
                    + "(?:/(?<name>[^/]+))?(?:/(?<subresource>[^/]+))?");

    /** As an API server reads a request. */
    static Rights of(RequestLog.Asked asked) {
        var path = PATH.matcher(asked.path());
        if (!path.matches()) {
            throw new AssertionError("No request for a resource: " + asked);
        }
        var group = path.group("group") == null ? "" : path.group("group");
        var selected = asked.selection().startsWith("metadata.name=")
                ? asked.selection().substring(14)
                : "";
        var name = path.group("name") == null ? selected : path.group("name");
        var subresource = path.group("subresource") == null ? "" : "/" + path.group("subresource");
        var namespace = path.group("namespace") == null ? "" : path.group("namespace");
        var verb = verb(asked, path.group("name") != null);
        return new Rights(verb, group, path.group("resource") + subresource, namespace, name);
    }

    private static String verb(RequestLog.Asked asked, boolean one) {
        return switch (asked.method()) {
            case "GET" -> one ? "get" : asked.isWatch() ? "watch" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            case String other -> throw new AssertionError("What is " + other + "?");
        };
    }

    /** What the Roles and ClusterRoles that are bound to the hub grant. */
    static Set<Rights> granted(List<JsonNode> chart) {
        var bound = chart.stream()
                .filter(one -> one.path("kind").asText().endsWith("RoleBinding")
                        && one.at("/subjects/0/kind").asText().equals("ServiceAccount"))
                .map(one -> one.at("/roleRef/kind").asText()
                        + one.at("/roleRef/name").asText())
                .collect(Collectors.toSet());
        var granted = new TreeSet<Rights>(java.util.Comparator.comparing(Rights::toString));
        for (var role : chart) {
            if (bound.contains(
                    role.path("kind").asText() + role.at("/metadata/name").asText())) {
                for (var rule : role.path("rules")) {
                    granted.addAll(granted(rule, role.at("/metadata/namespace").asText("")));
                }
            }
        }
        return granted;
    }

    private static List<Rights> granted(JsonNode rule, String namespace) {
        var names = rule.has("resourceNames") ? words(rule, "resourceNames") : List.of("");
        return words(rule, "verbs").stream()
                .flatMap(verb -> words(rule, "apiGroups").stream()
                        .flatMap(group -> words(rule, "resources").stream()
                                .flatMap(resource -> names.stream()
                                        .map(name -> new Rights(verb, group, resource, namespace, name)))))
                .toList();
    }

    private static List<String> words(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).toList();
    }

    boolean covers(Rights asked) {
        return verb.equals(asked.verb)
                && group.equals(asked.group)
                && resource.equals(asked.resource)
                && (namespace.isEmpty() || namespace.equals(asked.namespace))
                && (name.isEmpty() || name.equals(asked.name));
    }

    /** The same for every name: names differ by what is in Rancher, not by what the hub does. */
    String kind() {
        return String.join(" ", Arrays.asList(verb, group, resource, namespace));
    }
}
