// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static io.granary.api.ApiWorld.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchingTest {
    private ApiWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ApiWorld().furnished();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private final class Watch implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Watch(String query, String... headers) throws Exception {
            var request = world.request(BASE + "/fleetvirtualmachines?watch=1&" + query)
                    .header("authorization", "Bearer admin-token");
            if (headers.length > 0) {
                request.headers(headers);
            }
            response = world.plain().send(request.build(), BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        JsonNode event() throws Exception {
            return JSON.readTree(lines.readLine());
        }

        String told() throws Exception {
            var event = event();
            var metadata = event.path("object").path("metadata");
            return event.path("type").asText()
                    + ' '
                    + metadata.path("name").asText()
                    + ' '
                    + metadata.path("resourceVersion").asText();
        }

        @Override
        public void close() throws Exception {
            lines.close();
        }
    }

    @Test
    void aWatchFromARevisionTellsWhatCameAfterItAndNoMore() throws Exception {
        try (var watch = new Watch("resourceVersion=3")) {
            assertThat(watch.response.headers().firstValue("content-type")).contains("application/json");
            assertThat(watch.told()).isEqualTo("ADDED default.web-1 4");
            world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "web-2", "Running", Map.of("app", "web")));
            assertThat(watch.told()).isEqualTo("MODIFIED default.web-2 5");
            world.inventory.remove("c-m-aaaaa", "default", "web-2");
            assertThat(watch.told()).isEqualTo("DELETED default.web-2 6");
        }
    }

    @Test
    void aWatchWithoutARevisionBeginsWithAllThatThereIs() throws Exception {
        try (var watch = new Watch("labelSelector=app%3Dweb")) {
            assertThat(watch.told()).isEqualTo("ADDED default.web-1 1");
            assertThat(watch.told()).isEqualTo("ADDED default.web-2 2");
            assertThat(watch.told()).isEqualTo("ADDED default.web-1 4");
        }
    }

    @Test
    void enteringASelectionIsAddedAndLeavingItIsDeleted() throws Exception {
        try (var watch = new Watch("resourceVersion=4&fieldSelector=status.printableStatus%3DRunning")) {
            world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "web-2", "Running", Map.of()));
            assertThat(watch.told()).isEqualTo("ADDED default.web-2 5");
            world.inventory.put("c-m-aaaaa", MemoryInventory.vm("default", "web-2", "Stopped", Map.of()));
            assertThat(watch.told()).isEqualTo("DELETED default.web-2 6");
        }
    }

    @Test
    void initialEventsEndWithABookmarkThatSaysSo() throws Exception {
        try (var watch = new Watch("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=4"
                + "&allowWatchBookmarks=true&labelSelector=app%3Ddb")) {
            assertThat(watch.told()).isEqualTo("ADDED prod.db-1 3");
            var bookmark = watch.event();
            assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(bookmark.toString()).contains("\"k8s.io/initial-events-end\":\"true\"", "\"4\"");
        }
    }

    @Test
    void aTableTellsItsColumnsOnce() throws Exception {
        try (var watch = new Watch("resourceVersion=2", "accept", "application/json;as=Table;v=v1;g=meta.k8s.io")) {
            var first = watch.event().path("object");
            assertThat(first.path("kind").asText()).isEqualTo("Table");
            assertThat(first.path("columnDefinitions")).hasSize(17);
            assertThat(first.path("rows")).hasSize(1);
            assertThat(watch.event().path("object").path("columnDefinitions").isNull())
                    .isTrue();
        }
    }

    @Test
    void aForgottenRevisionIsGone() throws Exception {
        world.inventory.forget();
        var response = world.get(BASE + "/fleetvirtualmachines?watch=1&resourceVersion=1");
        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(JSON.readTree(response.body()).path("reason").asText()).isEqualTo("Expired");
    }

    @Test
    void aWatchEndsInPeaceAtItsTimeout() throws Exception {
        try (var watch = new Watch("resourceVersion=4&timeoutSeconds=1")) {
            assertThat(watch.lines.readLine()).isNull();
        }
    }

    @Test
    void openWatchesEndAtAShutdown() throws Exception {
        try (var watch = new Watch("resourceVersion=4")) {
            world.server.close();
            assertThat(watch.lines.readLine()).isNull();
        }
    }

    @Test
    void bookmarksComeToThoseWhoAskForThem() throws Exception {
        try (var own = new ApiWorld(Map.of("granary.api.bookmark-every", "1s")).furnished()) {
            var kept = world;
            world = own;
            try (var watch = new Watch("resourceVersion=4&allowWatchBookmarks=true")) {
                assertThat(watch.told()).isEqualTo("BOOKMARK  4");
            } finally {
                world = kept;
            }
        }
    }
}
