// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What Rancher's own pages ask of Rancher: sessions, Steve over every kind, live changes, extensions. */
@TestInstance(Lifecycle.PER_CLASS)
class RancherPagesTest {
    private static final String CRATE = """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "crates.example.io"},
             "spec": {"group": "example.io", "scope": "Namespaced", "names": {"kind": "Crate", "plural": "crates"},
              "versions": [{"name": "v1", "served": true, "storage": true,
               "additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}],
               "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
            """;

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(5, 1));
    private FleetClient client;

    @BeforeAll
    void connect() {
        client = FleetClient.of(fleet);
        client.post("/k8s/clusters/local/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CRATE);
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    @Test
    void aStrangerSeesAFewSettingsAndIsToldToLogIn() {
        var reply = client.as("").get("/v1/management.cattle.io.settings");
        assertThat(reply.headers().firstValue("x-api-cattle-auth")).contains("false");
        assertThat(reply.body()).contains("first-login").doesNotContain("cacerts");
        assertThat(client.as("").get("/v1/schemas").statusCode()).isEqualTo(401);
    }

    @Test
    void theCookieOfALoginIsAsGoodAsAToken() {
        var reply = client.as("").post("/v1-public/login", "{\"username\": \"admin\", \"password\": \"admin\"}");
        var cookie = reply.headers().firstValue("set-cookie").orElseThrow();
        var token = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        assertThat(cookie).startsWith("R_SESS=").contains("HTTPOnly").contains("Secure");
        var me = json(client.as(token).get("/v3/principals").body())
                .getJsonArray("data")
                .getJsonObject(0);
        assertThat(me.getString("loginName")).isEqualTo("admin");
        var wrong = client.as("").post("/v1-public/login", "{\"username\": \"admin\", \"password\": \"x\"}");
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    @Test
    void aKindThatSomebodyDefinesHasASchemaAtOnce() {
        var schema = json(client.get("/v1/schemas/example.io.crate").body());
        assertThat(schema.getString("pluralName")).isEqualTo("example.io.crates");
        assertThat(schema.getJsonArray("collectionMethods").getList()).containsExactly("GET", "POST");
        assertThat(schema.getJsonObject("attributes").getJsonArray("columns").encode())
                .contains("\"name\":\"Size\"", "$.metadata.fields[1]");
    }

    @Test
    void aListIsFilteredSortedAndCutIntoPages() {
        crate("red", 3);
        crate("green", 20);
        crate("blue", 1);
        var page = json(client.get("/v1/example.io.crates?filter=metadata.name~re&sort=-spec.size&pagesize=1&page=2")
                .body());
        assertThat(page.getInteger("count")).isEqualTo(2);
        assertThat(page.getInteger("pages")).isEqualTo(2);
        var red = data(page).getJsonObject(0);
        assertThat(red.getString("id")).isEqualTo("default/red");
        assertThat(red.getJsonObject("metadata").getJsonArray("fields").getInteger(1))
                .isEqualTo(3);
        assertThat(red.getJsonObject("metadata").getJsonObject("state").getString("name"))
                .isEqualTo("active");
    }

    @Test
    void aSocketHearsOfWhatIsWrittenThroughSteve() throws InterruptedException {
        var heard = new LinkedBlockingQueue<String>();
        var socket = client.http()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + client.token())
                .buildAsync(URI.create(client.url().replace("https", "wss") + "/v1/subscribe"), new Ear(heard))
                .join();
        socket.sendText("{\"resourceType\": \"example.io.crate\"}", true).join();
        assertThat(next(heard).getString("name")).isEqualTo("resource.start");
        crate("heard", 7);
        var told = next(heard);
        assertThat(told.getString("name")).isEqualTo("resource.create");
        assertThat(told.getJsonObject("data").getJsonObject("spec").getInteger("size"))
                .isEqualTo(7);
        socket.abort();
    }

    @Test
    void aRefusalOfTheClusterIsToldAsSteveTellsIt() {
        crate("twice", 1);
        var reply = client.post("/v1/example.io.crates", body("twice", 1));
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(json(reply.body()).getString("type")).isEqualTo("error");
        assertThat(json(reply.body()).getString("message")).contains("crates.example.io \"twice\" already exists");
    }

    @Test
    void theNumbersOfTheSideMenuAreCounted() {
        var counts =
                data(json(client.get("/v1/counts").body())).getJsonObject(0).getJsonObject("counts");
        assertThat(counts.getJsonObject("provisioning.cattle.io.cluster")
                        .getJsonObject("summary")
                        .getInteger("count"))
                .isEqualTo(5);
    }

    private void crate(String name, int size) {
        client.post("/v1/example.io.crates", body(name, size));
    }

    private static String body(String name, int size) {
        return "{\"type\": \"example.io.crate\", \"metadata\": {\"name\": \"%s\", \"namespace\": \"default\"},"
                        .formatted(name)
                + " \"spec\": {\"size\": %d}}".formatted(size);
    }

    /** Pings go by. */
    private static JsonObject next(BlockingQueue<String> heard) throws InterruptedException {
        var message = json(String.valueOf(heard.poll(10, SECONDS)));
        return message.getString("name").equals("ping") ? next(heard) : message;
    }

    private static JsonObject json(String text) {
        return new JsonObject(text);
    }

    private static JsonArray data(JsonObject collection) {
        return collection.getJsonArray("data");
    }

    private record Ear(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            socket.request(1);
            return null;
        }
    }
}
