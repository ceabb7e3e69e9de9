// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Rancher makes of its role bindings in the local cluster (rancher/rancher pkg/controllers/management/auth): a
 * ClusterRole that shows the cluster to its members, a Role that shows its provisioning object, and in the namespace of
 * the cluster a Role with those of the template's rules that are about Rancher's own kinds, and nothing else: rules on
 * other kinds count at the site alone. And of each user: that he may read himself.
 */
final class BindingController {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final GroupResource ROLES = GroupResource.of(RBAC, "roles");
    private static final GroupResource BINDINGS = GroupResource.of(RBAC, "rolebindings");
    private static final GroupResource CLUSTER_ROLES = GroupResource.of(RBAC, "clusterroles");
    private static final GroupResource CLUSTER_BINDINGS = GroupResource.of(RBAC, "clusterrolebindings");

    /** As {@code clusterManagementPlaneResources} of crtb_handler.go lists them. */
    private static final List<String> COPIED = List.of(
            "clusterscans",
            "catalogtemplates",
            "clusterroletemplatebindings",
            "nodes",
            "nodepools",
            "projects",
            "etcdbackups",
            "clusterevents");

    /** As {@code allNonCustomVerbs} of project_cluster/common.go lists them. */
    private static final String EVERY_VERB = """
            ["get","update","delete","patch","create","list","watch","deletecollection"]""";

    private static final String WORKSPACE = "fleet-default";

    private final ObjectStore store;

    private BindingController(ObjectStore store) {
        this.store = store;
    }

    /** Works from now on, on the threads of those who write. */
    static void follow(ObjectStore store) {
        store.onChange(new BindingController(store)::changed);
    }

    private void changed(ObjectChange change) {
        if (change.resource().equals(RancherUsers.management("clusterroletemplatebindings"))) {
            cluster(change);
        } else if (change.resource().equals(RancherUsers.management("users"))) {
            user(change);
        } else if (change.resource().equals(RancherUsers.management("globalroles"))) {
            globalRole(change);
        } else if (change.resource().equals(RancherUsers.management("globalrolebindings"))) {
            globalBinding(change);
        }
    }

    private void cluster(ObjectChange change) {
        var key = change.after().key();
        var id = key.namespace();
        var binding = LocalObject.read(change.after().json());
        var template = binding.path("roleTemplateName").asText();
        var member = id + (template.equals("cluster-owner") ? "-clusterowner" : "-clustermember");
        var own = ObjectKey.of(id, key.name());
        var membership = ObjectKey.cluster(key.name() + "-" + id + "-membership");
        if (change.kind() == ObjectChange.Kind.DELETED) {
            store.delete(BINDINGS, own);
            store.delete(CLUSTER_BINDINGS, membership);
            store.delete(BINDINGS, view(key));
            return;
        }
        var verbs = template.equals("cluster-owner") ? EVERY_VERB : "[\"get\"]";
        put(CLUSTER_ROLES, role("ClusterRole", ObjectKey.cluster(member), """
                [{"apiGroups":["management.cattle.io"],"resources":["clusters"],"resourceNames":["%s"],"verbs":%s}]
                """.formatted(id, verbs)));
        put(CLUSTER_BINDINGS, binding(membership, "ClusterRole", member, binding));
        provisioning(id).ifPresent(name -> {
            var role = ObjectKey.of(WORKSPACE, "r-cluster-" + name + "-view");
            put(ROLES, role("Role", role, """
                    [{"apiGroups":["provisioning.cattle.io"],"resources":["clusters"],"resourceNames":["%s"],
                      "verbs":["get"]}]
                    """.formatted(name)));
            put(BINDINGS, binding(view(key), "Role", role.name(), binding));
        });
        var rules = copied(template);
        if (!rules.equals("[]")) {
            put(ROLES, role("Role", ObjectKey.of(id, template), rules));
            put(BINDINGS, binding(own, "Role", template, binding));
        }
    }

    /** As {@code OnCRTB} of pkg/controllers/management/authprovisioningv2 makes it, under a shorter name. */
    private static ObjectKey view(ObjectKey binding) {
        return ObjectKey.of(WORKSPACE, "r-cluster-" + binding.namespace() + "-view-" + binding.name());
    }

    /** The name of the provisioning object behind a cluster. */
    private Optional<String> provisioning(String cluster) {
        return store.find(RancherUsers.management("clusters"), ObjectKey.cluster(cluster))
                .map(found -> LocalObject.read(found.json())
                        .path("metadata")
                        .path("annotations")
                        .path("objectset.rio.cattle.io/owner-name")
                        .asText(""))
                .filter(name -> !name.isEmpty());
    }

    /** Each user may read himself ({@code CreateNewUserClusterRoleBinding} of pkg/auth/providers/common). */
    private void user(ObjectChange change) {
        var name = change.after().key().name();
        var role = ObjectKey.cluster(name + "-view");
        var own = ObjectKey.cluster("grb-" + role.name());
        if (change.kind() == ObjectChange.Kind.DELETED) {
            store.delete(CLUSTER_BINDINGS, own);
            store.delete(CLUSTER_ROLES, role);
            return;
        }
        put(CLUSTER_ROLES, role("ClusterRole", role, """
                [{"apiGroups":["management.cattle.io"],"resources":["users"],"resourceNames":["%s"],"verbs":["get"]}]
                """.formatted(name)));
        put(
                CLUSTER_BINDINGS,
                binding(own, "ClusterRole", role.name(), JSON.createObjectNode().put("userName", name)));
    }

    private void globalRole(ObjectChange change) {
        var name = "cattle-globalrole-" + change.after().key().name();
        if (change.kind() == ObjectChange.Kind.DELETED) {
            store.delete(CLUSTER_ROLES, ObjectKey.cluster(name));
            return;
        }
        var rules = LocalObject.read(change.after().json()).path("rules").toString();
        put(CLUSTER_ROLES, role("ClusterRole", ObjectKey.cluster(name), rules.isEmpty() ? "[]" : rules));
    }

    private void globalBinding(ObjectChange change) {
        var key = ObjectKey.cluster(
                "cattle-globalrolebinding-" + change.after().key().name());
        if (change.kind() == ObjectChange.Kind.DELETED) {
            store.delete(CLUSTER_BINDINGS, key);
            return;
        }
        var object = LocalObject.read(change.after().json());
        var role = "cattle-globalrole-" + object.path("globalRoleName").asText();
        put(CLUSTER_BINDINGS, binding(key, "ClusterRole", role, object));
    }

    /**
     * The rules of a template, and of those it inherits, that Rancher copies into the namespace of a cluster, as JSON.
     */
    private String copied(String template) {
        return rules(template, new HashSet<>())
                .filter(BindingController::isOfRancher)
                .map(BindingController::narrowed)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private Stream<JsonNode> rules(String template, Set<String> seen) {
        var found = store.find(RancherUsers.management("roletemplates"), ObjectKey.cluster(template));
        if (found.isEmpty() || !seen.add(template)) {
            return Stream.empty();
        }
        var role = LocalObject.read(found.get().json());
        return Stream.concat(
                role.path("rules").valueStream(),
                texts(role, "roleTemplateNames").stream().flatMap(next -> rules(next, seen)));
    }

    private static boolean isOfRancher(JsonNode rule) {
        return texts(rule, "apiGroups").stream().anyMatch(group -> group.equals("*") || group.endsWith("cattle.io"))
                && texts(rule, "resources").stream().anyMatch(name -> name.equals("*") || COPIED.contains(name));
    }

    private static String narrowed(JsonNode rule) {
        var names = texts(rule, "resources");
        var kept = names.contains("*")
                ? COPIED
                : names.stream().filter(COPIED::contains).toList();
        return "{\"apiGroups\":[\"management.cattle.io\"],\"resources\":%s,\"verbs\":%s}"
                .formatted(kept.stream().map(name -> '"' + name + '"').toList(), rule.path("verbs"));
    }

    private static List<String> texts(JsonNode object, String field) {
        return object.path(field).valueStream().map(JsonNode::asText).toList();
    }

    private static ObjectNode role(String kind, ObjectKey key, String rules) {
        return tree("""
                {"apiVersion":"%s/v1","kind":"%s","metadata":%s,"rules":%s}
                """.formatted(RBAC, kind, metadata(key), rules));
    }

    private static ObjectNode binding(ObjectKey key, String roleKind, String role, JsonNode binding) {
        var kind = key.namespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
        var group = binding.path("groupPrincipalName")
                .asText(binding.path("groupName").asText(""));
        var subject = group.isEmpty() ? binding.path("userName").asText("") : group;
        return tree("""
                {"apiVersion":"%s/v1","kind":"%s","metadata":%s,
                 "roleRef":{"apiGroup":"%s","kind":"%s","name":"%s"},
                 "subjects":[{"apiGroup":"%s","kind":"%s","name":"%s"}]}
                """.formatted(
                RBAC, kind, metadata(key), RBAC, roleKind, role, RBAC, group.isEmpty() ? "User" : "Group", subject));
    }

    private static String metadata(ObjectKey key) {
        return key.namespace().isEmpty()
                ? "{\"name\":\"%s\"}".formatted(key.name())
                : "{\"name\":\"%s\",\"namespace\":\"%s\"}".formatted(key.name(), key.namespace());
    }

    private void put(GroupResource resource, ObjectNode object) {
        var metadata = object.path("metadata");
        var key = ObjectKey.of(
                metadata.path("namespace").asText(""), metadata.path("name").asText());
        if (store.find(resource, key).isPresent()) {
            store.update(resource, key, existing -> {
                object.remove("metadata");
                existing.setAll(object);
                return existing;
            });
        } else {
            store.create(resource, object);
        }
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
