// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.KubeApiServer;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.Seed;
import io.granary.simulator.apiserver.StatusException;
import io.granary.simulator.apiserver.StoredObject;
import io.granary.simulator.apiserver.SubresourceHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the simulator's server does beyond the contract: what the fleet plugs in, faults, and collection of garbage. */
class SimulatedServerTest {
    private static final GroupResource MAPS = GroupResource.of("", "configmaps");
    private final SimulatedServer simulated = new SimulatedServer(builder -> builder.limits(
                    new io.granary.simulator.apiserver.ClusterLimits(5, 1 << 20, 2, 1 << 20, 1, 1800))
            .validator(MAPS, admission -> {
                admission.warn("think twice");
                if (admission.target().key().name().equals("bad")) {
                    throw StatusException.of(400, "BadRequest", "admission webhook \"v\" denied the request: no");
                }
            })
            .subresource(GroupResource.of("", "pods"), "start", (store, call) -> SubresourceHandler.Answer.ACCEPTED));
    private final Wire wire = new Wire(simulated, "default");

    @AfterEach
    void close() {
        wire.close();
        simulated.close();
    }

    @Test
    void servesSeededObjectsFromTheirSource() {
        simulated.server().store().seed(MAPS, List.of(seed("a"), seed("b")));
        assertThat(wire.get(wire.core("configmaps/a")).at("/data/of")).isEqualTo("a");
        assertThat(wire.get(wire.core("configmaps") + "?labelSelector=k").body().path("items"))
                .hasSize(2);
    }

    @Test
    void replacesASourceByWhatAUserWrites() {
        simulated.server().store().seed(MAPS, List.of(seed("a")));
        wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{data: {more: x}}");
        assertThat(wire.get(wire.core("configmaps/a")).body().path("data").toString())
                .isEqualTo("{\"of\":\"a\",\"more\":\"x\"}");
    }

    @Test
    void tellsWatchersOfGeneratedChanges() {
        var from = wire.get(wire.core("configmaps")).at("/metadata/resourceVersion");
        try (var events = wire.watch(wire.core("configmaps") + "?watch=true&resourceVersion=" + from)) {
            simulated.server().store().put(MAPS, seed("a"));
            assertThat(events.told()).isEqualTo("ADDED a");
        }
    }

    @Test
    void answersGoneToARevisionThatLeftTheWindow() {
        var from = wire.get(wire.core("configmaps")).at("/metadata/resourceVersion");
        IntStream.range(0, 7).forEach(i -> simulated.server().store().put(MAPS, seed("a" + i)));
        try (var events = wire.watch(wire.core("configmaps") + "?watch=true&resourceVersion=" + from)) {
            var error = events.next();
            assertThat(error.path("type").asText()).isEqualTo("ERROR");
            assertThat(error.at("/object/code").asInt()).isEqualTo(410);
            assertThat(error.at("/object/reason").asText()).isEqualTo("Expired");
            assertThat(error.at("/object/message").asText()).startsWith("too old resource version: " + from);
        }
    }

    @Test
    void expiresTheOldestOfTooManyPagedLists() {
        simulated.server().store().seed(MAPS, List.of(seed("a"), seed("b")));
        var token = wire.get(wire.core("configmaps") + "?limit=1").at("/metadata/continue");
        for (var name : List.of("c", "d")) {
            simulated.server().store().put(MAPS, seed(name));
            wire.get(wire.core("configmaps") + "?limit=1");
        }
        var expired = wire.get(wire.core("configmaps") + "?limit=1&continue=" + token);
        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.reason()).isEqualTo("Expired");
    }

    @Test
    void sendsBookmarks() {
        try (var events = wire.watch(wire.core("configmaps") + "?watch=true&allowWatchBookmarks=true")) {
            assertThat(events.bookmark().at("/object/metadata/resourceVersion").asText())
                    .matches("\\d+");
        }
    }

    @Test
    void goesBackInTimeWhenRestored() {
        var store = simulated.server().store();
        store.put(MAPS, seed("a"));
        var backup = store.backup();
        store.put(MAPS, seed("b"));
        try (var events = wire.watch(wire.core("configmaps") + "?watch=true&resourceVersion=" + store.revision())) {
            store.restore(backup);
            events.awaitEnd();
        }
        assertThat(store.revision()).isEqualTo(backup.revision());
        assertThat(wire.get(wire.core("configmaps/b")).code()).isEqualTo(404);
    }

    @Test
    void cutsWatches() {
        try (var events = wire.watch(wire.core("configmaps") + "?watch=true")) {
            simulated.server().cutWatches(KubeApiServer.WatchEnd.RESET);
            events.awaitEnd();
        }
        assertThat(simulated.server().watchers()).isEmpty();
    }

    @Test
    void asksHooksAndPassesTheirWarningsOn() {
        var refused = wire.post(wire.core("configmaps"), "{metadata: {name: bad}}");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("admission webhook \"v\" denied the request: no");
        assertThat(wire.post(wire.core("configmaps"), "{metadata: {name: good}}")
                        .warnings())
                .containsExactly("299 - \"think twice\"");
    }

    @Test
    void letsASubresourceBeAnsweredByItsHandler() {
        assertThat(wire.put(wire.core("pods/p/start"), Wire.yaml("{}")).code()).isEqualTo(202);
        assertThat(wire.put(wire.core("pods/p/stop"), Wire.yaml("{}")).code()).isEqualTo(404);
    }

    @Test
    void collectsDependants() {
        var owner =
                wire.post(wire.core("configmaps"), "{metadata: {name: owner}}").at("/metadata/uid");
        var dependant =
                "{metadata: {name: %s, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}]}}";
        wire.post(wire.core("configmaps"), dependant.formatted("child", owner));
        wire.delete(wire.core("configmaps/owner"), "{propagationPolicy: Foreground}");
        assertThat(wire.get(wire.core("configmaps/child")).code()).isEqualTo(404);
        assertThat(wire.get(wire.core("configmaps/owner")).code()).isEqualTo(404);
        var next =
                wire.post(wire.core("configmaps"), "{metadata: {name: owner}}").at("/metadata/uid");
        wire.post(wire.core("configmaps"), dependant.formatted("child", next));
        wire.delete(wire.core("configmaps/owner"), "{propagationPolicy: Orphan}");
        assertThat(wire.get(wire.core("configmaps/child")).code()).isEqualTo(200);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        var refused =
                wire.post(wire.core("configmaps"), "{metadata: {name: big}, data: {k: '" + "x".repeat(2 << 20) + "'}}");
        assertThat(refused.code()).isEqualTo(413);
        assertThat(refused.reason()).isEqualTo("RequestEntityTooLarge");
    }

    private static Seed seed(String name) {
        return new Seed(
                ObjectKey.of("default", name),
                "uid-" + name,
                1,
                1_700_000_000,
                Map.of("k", "v"),
                SimulatedServerTest::render);
    }

    private static byte[] render(StoredObject object) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        node.putObject("metadata")
                .put("name", object.key().name())
                .put("namespace", object.key().namespace())
                .put("uid", object.uid())
                .put("resourceVersion", Long.toString(object.resourceVersion()))
                .putObject("labels")
                .put("k", "v");
        node.putObject("data").put("of", object.key().name());
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
