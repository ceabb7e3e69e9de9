// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    private static ApiWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld();
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    private static HttpResponse<String> anybody(String path, String... headers) throws Exception {
        var request = world.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return world.plain().send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/healthz",
                "/livez",
                "/readyz",
                "/version",
                "/api",
                "/apis",
                "/apis/inventory.granary.io",
                BASE,
                "/openapi/v2",
                "/openapi/v3",
                "/openapi/v3" + BASE
            })
    void whatIsOpenToAllAnswersWithoutAnybody(String path) throws Exception {
        assertThat(anybody(path).statusCode()).isEqualTo(200);
        assertThat(world.hub.accessReviews).isEmpty();
    }

    @Test
    void aggregatedDiscoveryHasExactlyItsTypeAndAnEtag() throws Exception {
        var first = anybody("/apis", "accept", OpenPaths.AGGREGATED + ",application/json;q=0.9");
        assertThat(first.headers().firstValue("content-type")).contains(OpenPaths.AGGREGATED);
        var resource = JSON.readTree(first.body()).at("/items/0/versions/0/resources/0");
        assertThat(resource.toString())
                .isEqualTo("{\"resource\":\"fleetvirtualmachines\",\"responseKind\":{"
                        + "\"group\":\"inventory.granary.io\",\"version\":\"v1alpha1\","
                        + "\"kind\":\"FleetVirtualMachine\"},\"scope\":\"Namespaced\","
                        + "\"singularResource\":\"fleetvirtualmachine\",\"verbs\":[\"get\",\"list\"],"
                        + "\"shortNames\":[\"fleetvms\",\"fleetvm\"]}");
        var etag = first.headers().firstValue("etag").orElse("");
        var again = anybody("/apis", "accept", OpenPaths.AGGREGATED, "if-none-match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void plainDiscoveryIsForThoseWhoAskForNothingElse() throws Exception {
        assertThat(JSON.readTree(anybody("/apis").body()).path("kind").asText()).isEqualTo("APIGroupList");
        assertThat(JSON.readTree(anybody(BASE).body()).path("kind").asText()).isEqualTo("APIResourceList");
    }

    @Test
    void noVerbInvitesGarbageCollectionQuotaOrCaches() throws Exception {
        for (var resource : JSON.readTree(anybody(BASE).body()).path("resources")) {
            assertThat(resource.path("verbs").toString())
                    .isIn("[\"get\",\"list\"]", "[\"create\"]", "[\"create\",\"get\"]");
        }
    }

    @Test
    void theOpenApiIndexNamesTheDocumentByItsHash() throws Exception {
        var url = JSON.readTree(anybody("/openapi/v3").body())
                .at("/paths/apis~1inventory.granary.io~1v1alpha1/serverRelativeURL")
                .asText();
        assertThat(url).startsWith("/openapi/v3" + BASE + "?hash=");
        var schemas = JSON.readTree(anybody(url).body()).at("/components/schemas");
        assertThat(schemas.at("/io.granary.inventory.v1alpha1.FleetVirtualMachine/x-kubernetes-group-version-kind")
                        .toString())
                .isEqualTo("[{\"group\":\"inventory.granary.io\",\"version\":\"v1alpha1\","
                        + "\"kind\":\"FleetVirtualMachine\"}]");
    }
}
