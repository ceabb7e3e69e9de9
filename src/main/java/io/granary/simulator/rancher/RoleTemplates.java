// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The roles that Rancher brings along (rancher/rancher pkg/data/management/role_data.go), as far as they matter here.
 */
final class RoleTemplates {
    private static final String MANAGEMENT = "management.cattle.io";
    private static final List<String> READING = List.of("get", "list", "watch");
    private static final List<String> ALL = List.of("*");

    private RoleTemplates() {}

    /** A role on a cluster or a project, and what it allows there. */
    record Template(String name, String displayName, String context, List<JsonObject> rules, List<String> inherits) {
        JsonArray ruleArray() {
            return new JsonArray(rules);
        }
    }

    static List<Template> all() {
        return List.of(
                owner(),
                member(),
                new Template(
                        "machines-view",
                        "View Virtual Machines",
                        "cluster",
                        List.of(rule(
                                READING,
                                List.of("kubevirt.io"),
                                List.of("virtualmachines", "virtualmachineinstances"))),
                        List.of()),
                new Template(
                        "store-team", "Store team", "cluster", List.of(), List.of("cluster-member", "machines-view")),
                new Template("project-owner", "Project Owner", "project", List.of(rule(ALL, ALL, ALL)), List.of()),
                new Template(
                        "read-only",
                        "Read Only",
                        "project",
                        List.of(rule(READING, List.of("", "apps", "kubevirt.io"), ALL)),
                        List.of()));
    }

    private static Template owner() {
        var paths = new JsonObject().put("nonResourceURLs", new JsonArray(ALL)).put("verbs", new JsonArray(ALL));
        return new Template(
                "cluster-owner", "Cluster Owner", "cluster", List.of(rule(ALL, ALL, ALL), paths), List.of());
    }

    private static Template member() {
        return new Template(
                "cluster-member",
                "Cluster Member",
                "cluster",
                List.of(
                        rule(READING, List.of(MANAGEMENT), List.of("clusterroletemplatebindings")),
                        rule(List.of("create"), List.of(MANAGEMENT), List.of("projects")),
                        rule(READING, List.of(MANAGEMENT), List.of("nodes", "nodepools", "clusterevents")),
                        rule(READING, List.of(""), List.of("nodes", "persistentvolumes"))),
                List.of());
    }

    /**
     * The rules of the global role {@code user} on kinds that there are here: he may read how Rancher is set up, and
     * that he may make a cluster is why there is a list of clusters for everybody.
     */
    static JsonArray standardUser() {
        return new JsonArray()
                .add(rule(READING, List.of(MANAGEMENT), List.of("principals", "roletemplates")))
                .add(rule(READING, List.of(MANAGEMENT), List.of("settings", "features")))
                .add(rule(List.of("create"), List.of(MANAGEMENT), List.of("clusters", "fleetworkspaces")))
                .add(rule(List.of("create"), List.of("provisioning.cattle.io"), List.of("clusters")))
                .add(rule(READING, List.of("catalog.cattle.io"), List.of("clusterrepos")));
    }

    private static JsonObject rule(List<String> verbs, List<String> groups, List<String> resources) {
        return new JsonObject()
                .put("apiGroups", new JsonArray(groups))
                .put("resources", new JsonArray(resources))
                .put("verbs", new JsonArray(verbs));
    }
}
