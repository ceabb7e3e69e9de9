// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Discovery, OpenAPI, version, health, reviews. */
final class DiscoveryClauses {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private DiscoveryClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("lists groups, versions and resources", DiscoveryClauses::plain),
                new Clause("gives all discovery in one document, with a tag", DiscoveryClauses::aggregated),
                new Clause("describes its kinds in OpenAPI v3", DiscoveryClauses::openApi),
                new Clause("tells its version and its health", DiscoveryClauses::version),
                new Clause("answers who may do what", DiscoveryClauses::reviews),
                new Clause("refuses a way to delete that it does not know", DiscoveryClauses::propagation));
    }

    private static void plain(Wire wire) {
        assertThat(wire.get("/api").at("/versions/0")).isEqualTo("v1");
        var groups = wire.get("/apis");
        assertThat(groups.at("/kind")).isEqualTo("APIGroupList");
        assertThat(groups.body()
                        .path("groups")
                        .valueStream()
                        .map(each -> each.path("name").asText()))
                .contains("apps", "rbac.authorization.k8s.io", "granary.test");
        assertThat(wire.get("/apis/apps").at("/preferredVersion/groupVersion")).isEqualTo("apps/v1");
        var maps = wire.get("/api/v1")
                .body()
                .path("resources")
                .valueStream()
                .filter(each -> each.path("name").asText().equals("configmaps"))
                .findFirst()
                .orElseThrow();
        assertThat(maps.path("shortNames").toString()).isEqualTo("[\"cm\"]");
        assertThat(maps.path("verbs").toString())
                .isEqualTo(
                        "[\"create\",\"delete\",\"deletecollection\",\"get\",\"list\",\"patch\",\"update\",\"watch\"]");
        assertThat(wire.get("/apis/no.such.group/v1").code()).isEqualTo(404);
    }

    private static void aggregated(Wire wire) {
        var all = wire.getAs(V2, "/apis");
        assertThat(all.contentType()).isEqualTo(V2);
        assertThat(all.etag()).isNotEmpty();
        var group = all.body()
                .path("items")
                .valueStream()
                .filter(each -> each.at("/metadata/name").asText().equals("granary.test"))
                .findFirst()
                .orElseThrow();
        var widget = group.at("/versions/0/resources/0");
        assertThat(widget.path("resource").asText()).isEqualTo("widgets");
        assertThat(widget.path("scope").asText()).isEqualTo("Namespaced");
        assertThat(widget.path("responseKind").toString())
                .isEqualTo("{\"group\":\"granary.test\",\"version\":\"v1\",\"kind\":\"Widget\"}");
        assertThat(widget.path("subresources")
                        .valueStream()
                        .map(each -> each.path("subresource").asText()))
                .containsExactly("status", "scale");
        assertThat(group.at("/versions/0/freshness").asText()).isEqualTo("Current");
    }

    private static void openApi(Wire wire) {
        var index = wire.get("/openapi/v3").body().path("paths");
        assertThat(index.has("api/v1")).isTrue();
        var document = wire.get(
                        index.at("/apis~1granary.test~1v1/serverRelativeURL").asText())
                .body();
        var schema = document.at("/components/schemas/test.granary.v1.Widget");
        assertThat(schema.at("/x-kubernetes-group-version-kind/0/kind").asText())
                .isEqualTo("Widget");
        assertThat(schema.at("/properties/spec/properties/size/maximum").asInt())
                .isEqualTo(10);
        assertThat(document.at("/paths/~1apis~1granary.test~1v1~1namespaces~1{namespace}~1widgets~1{name}/patch")
                        .at("/x-kubernetes-group-version-kind/kind")
                        .asText())
                .isEqualTo("Widget");
    }

    private static void version(Wire wire) {
        assertThat(wire.get("/version").at("/gitVersion")).startsWith("v");
        assertThat(wire.get("/readyz").code()).isEqualTo(200);
        assertThat(wire.get("/livez").code()).isEqualTo(200);
    }

    private static void reviews(Wire wire) {
        var review = wire.post(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "{spec: {resourceAttributes: {verb: list, resource: pods}}}");
        assertThat(review.code()).isEqualTo(201);
        assertThat(review.at("/status/allowed")).isEqualTo("true");
        var unknown = wire.post("/apis/authentication.k8s.io/v1/tokenreviews", "{spec: {token: nobody}}");
        assertThat(unknown.body().at("/status/authenticated").asBoolean()).isFalse();
        assertThat(unknown.at("/status/error")).contains("invalid bearer token");
    }

    private static void propagation(Wire wire) {
        wire.post(wire.core("configmaps"), "{metadata: {name: owner}}");
        var marked = wire.delete(wire.core("configmaps/owner"), "{propagationPolicy: Sideways}");
        assertThat(marked.code()).isEqualTo(422);
        assertThat(wire.get(wire.core("configmaps/owner")).code()).isEqualTo(200);
    }
}
