// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Who may do what: roles, bindings, reviews and impersonation. */
final class RbacClauses {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1";

    private RbacClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("says who may not do what, and where", RbacClauses::refusal),
                new Clause("allows in a namespace what a RoleBinding there allows", RbacClauses::roleBinding),
                new Clause("allows everywhere what a ClusterRoleBinding allows", RbacClauses::clusterBinding),
                new Clause("allows a named object and no other", RbacClauses::resourceNames),
                new Clause("allows to the members of a group", RbacClauses::groups),
                new Clause("forgets a binding that is withdrawn", RbacClauses::withdrawn),
                new Clause("names a role that a binding misses", RbacClauses::missingRole),
                new Clause("tells a subresource from its resource", RbacClauses::subresources),
                new Clause("answers a SubjectAccessReview with the binding", RbacClauses::accessReview),
                new Clause("answers a SelfSubjectAccessReview", RbacClauses::selfReview),
                new Clause("lists the rules of who asks", RbacClauses::rulesReview),
                new Clause("lets nobody be somebody else without the right to", RbacClauses::impersonation),
                new Clause("shows discovery to all who are somebody", RbacClauses::discovery));
    }

    private static void refusal(Wire wire) {
        var ann = wire.as(name(wire, "ann"));
        var list = ann.get(wire.core("configmaps"));
        assertThat(list.code()).isEqualTo(403);
        assertThat(list.reason()).isEqualTo("Forbidden");
        assertThat(list.message())
                .isEqualTo("configmaps is forbidden: User \"%s\" cannot list resource \"configmaps\" in API group \"\""
                                .formatted(name(wire, "ann"))
                        + " in the namespace \"" + wire.namespace() + "\"");
        assertThat(ann.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/view")
                        .message())
                .endsWith("cannot get resource \"clusterroles\" in API group \"rbac.authorization.k8s.io\""
                        + " at the cluster scope");
    }

    private static void roleBinding(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [get, list]}");
        bind(wire, "reader", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(200, ann, wire.core("configmaps"));
        assertThat(ann.get("/api/v1/configmaps").code()).isEqualTo(403);
        assertThat(ann.get("/api/v1/namespaces/default/configmaps").code()).isEqualTo(403);
        assertThat(ann.post(wire.core("configmaps"), "{metadata: {name: a}}").code())
                .isEqualTo(403);
        assertThat(ann.get(wire.core("configmaps") + "?watch=1&timeoutSeconds=1")
                        .code())
                .isEqualTo(403);
        assertThat(wire.as(name(wire, "bob")).get(wire.core("configmaps")).code())
                .isEqualTo(403);
    }

    private static void clusterBinding(Wire wire) {
        var name = name(wire, "everywhere");
        wire.post(
                RBAC + "/clusterroles",
                "{metadata: {name: '%s'}, rules: [{apiGroups: ['*'], resources: [configmaps], verbs: ['*']}]}"
                        .formatted(name));
        wire.post(
                RBAC + "/clusterrolebindings",
                ("{metadata: {name: '%s'},"
                                + " roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '%s'},"
                                + " subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: '%s'}]}")
                        .formatted(name, name, name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(200, ann, "/api/v1/configmaps");
        assertThat(ann.get(wire.core("configmaps")).code()).isEqualTo(200);
        assertThat(ann.get(wire.core("secrets")).code()).isEqualTo(403);
    }

    private static void resourceNames(Wire wire) {
        wire.post(wire.core("configmaps"), "{metadata: {name: mine}}");
        role(wire, "one", "{apiGroups: [''], resources: [configmaps], resourceNames: [mine], verbs: [get]}");
        bind(wire, "one", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(200, ann, wire.core("configmaps/mine"));
        assertThat(ann.get(wire.core("configmaps/other")).code()).isEqualTo(403);
        assertThat(ann.get(wire.core("configmaps")).code()).isEqualTo(403);
    }

    private static void groups(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        bind(wire, "reader", "{kind: Group, name: %s}".formatted(name(wire, "team")));
        awaitCode(200, wire.as("ann", name(wire, "team")), wire.core("configmaps"));
        assertThat(wire.as("ann").get(wire.core("configmaps")).code()).isEqualTo(403);
    }

    private static void withdrawn(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        bind(wire, "reader", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(200, ann, wire.core("configmaps"));
        wire.delete(RBAC + "/namespaces/" + wire.namespace() + "/rolebindings/reader");
        awaitCode(403, ann, wire.core("configmaps"));
    }

    private static void missingRole(Wire wire) {
        bind(wire, "not-there", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ann.get(wire.core("configmaps")).message())
                        .endsWith("RBAC: role.rbac.authorization.k8s.io \"not-there\" not found"));
    }

    private static void subresources(Wire wire) {
        role(wire, "status", "{apiGroups: [''], resources: [pods/status, '*/log'], verbs: [get]}");
        bind(wire, "status", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(404, ann, wire.core("pods/p/status"));
        assertThat(ann.get(wire.core("pods/p")).code()).isEqualTo(403);
    }

    private static void accessReview(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        bind(wire, "reader", "{kind: Group, name: %s}".formatted(name(wire, "team")));
        awaitCode(200, wire.as("ann", name(wire, "team")), wire.core("configmaps"));
        var review = wire.post(
                REVIEWS + "/subjectaccessreviews",
                ("{spec: {user: ann, groups: [%s],"
                                + " resourceAttributes: {verb: list, resource: configmaps, namespace: %s}}}")
                        .formatted(name(wire, "team"), wire.namespace()));
        assertThat(review.code()).isEqualTo(201);
        assertThat(review.body().at("/status/allowed").asBoolean()).isTrue();
        assertThat(review.at("/status/reason"))
                .isEqualTo("RBAC: allowed by RoleBinding \"reader/%s\" of Role \"reader\" to Group \"%s\""
                        .formatted(wire.namespace(), name(wire, "team")));
        var other = wire.post(
                REVIEWS + "/subjectaccessreviews",
                "{spec: {user: ann, resourceAttributes: {verb: list, resource: configmaps}}}");
        assertThat(other.body().path("status").toString()).isEqualTo("{\"allowed\":false}");
    }

    private static void selfReview(Wire wire) {
        var asked = "{spec: {resourceAttributes: {verb: list, resource: configmaps}}}";
        var mine = wire.post(REVIEWS + "/selfsubjectaccessreviews", asked);
        assertThat(mine.body().at("/status/allowed").asBoolean()).isTrue();
        var anns = wire.as("ann").post(REVIEWS + "/selfsubjectaccessreviews", asked);
        assertThat(anns.code()).isEqualTo(201);
        assertThat(anns.body().at("/status/allowed").asBoolean()).isFalse();
    }

    private static void rulesReview(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        bind(wire, "reader", "{kind: User, name: %s}".formatted(name(wire, "ann")));
        var ann = wire.as(name(wire, "ann"));
        awaitCode(200, ann, wire.core("configmaps"));
        var review =
                ann.post(REVIEWS + "/selfsubjectrulesreviews", "{spec: {namespace: %s}}".formatted(wire.namespace()));
        assertThat(review.body().at("/status/resourceRules").toString())
                .contains("{\"verbs\":[\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"]}")
                .contains("selfsubjectaccessreviews");
        assertThat(review.body().at("/status/nonResourceRules").toString()).contains("/apis/*");
    }

    private static void impersonation(Wire wire) {
        role(wire, "reader", "{apiGroups: [''], resources: [configmaps], verbs: [list]}");
        var review = wire.post(
                REVIEWS + "/subjectaccessreviews",
                "{spec: {user: ann, resourceAttributes: {verb: impersonate, resource: users, name: admin}}}");
        assertThat(review.body().at("/status/allowed").asBoolean()).isFalse();
        assertThat(wire.as("system:serviceaccount:default:x")
                        .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}")
                        .body()
                        .at("/status/userInfo/groups")
                        .toString())
                .isEqualTo("[\"system:serviceaccounts\",\"system:serviceaccounts:default\",\"system:authenticated\"]");
    }

    private static void discovery(Wire wire) {
        var ann = wire.as("ann");
        assertThat(ann.get("/apis").code()).isEqualTo(200);
        assertThat(ann.get("/version").code()).isEqualTo(200);
        assertThat(ann.get("/metrics").message()).isEqualTo("forbidden: User \"ann\" cannot get path \"/metrics\"");
    }

    /** A name of this clause alone, since users and groups have no namespaces. */
    private static String name(Wire wire, String what) {
        return what + "-" + wire.namespace();
    }

    private static void role(Wire wire, String name, String rule) {
        var made = wire.post(
                RBAC + "/namespaces/" + wire.namespace() + "/roles",
                "{metadata: {name: %s}, rules: [%s]}".formatted(name, rule));
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
    }

    private static void bind(Wire wire, String role, String subject) {
        var withGroup = subject.replace("{", "{apiGroup: rbac.authorization.k8s.io, ");
        var made = wire.post(
                RBAC + "/namespaces/" + wire.namespace() + "/rolebindings",
                ("{metadata: {name: %s}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %s},"
                                + " subjects: [%s]}")
                        .formatted(role, role, withGroup));
        assertThat(made.code()).as(made.body().toString()).isEqualTo(201);
    }

    private static void awaitCode(int code, Wire wire, String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(wire.get(path).code()).isEqualTo(code));
    }
}
