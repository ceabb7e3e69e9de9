// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.DoorResources;
import io.granary.kube.HubObject;
import io.granary.kube.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * A cluster that held objects of an earlier release is upgraded to the kinds of this one: against the simulator always,
 * and against a real kube-apiserver where there is one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleasesContract {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String FIELD_OF_LATER = "aFieldOfLater";
    private final List<AutoCloseable> open = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> objectsOutliveAnUpgrade() {
        return Contracts.servers()
                .flatMap(start -> Release.all().map(release -> {
                    var server = start.get();
                    var wire = new Wire(server, "fleet-default");
                    open.addAll(List.of(server, wire));
                    return DynamicTest.dynamicTest(
                            server.name() + " with what " + release + " wrote", () -> hold(wire, release));
                }));
    }

    private static void hold(Wire wire, Release release) {
        assertThat(wire.post("/api/v1/namespaces", "{metadata: {name: fleet-default}}")
                        .code())
                .isIn(201, 409);
        release.definitions().forEach(one -> define(wire, one));
        for (var object : release.objects()) {
            put(wire, collection(object), object);
        }
        var before = release.objects().stream().map(one -> find(wire, one)).toList();

        Release.now().forEach(one -> define(wire, laxer(one)));

        for (var object : before) {
            var resources = new DoorResources<>(
                    new WireDoor(wire), Release.type(object.path("kind").asText()), new Random(1));
            isRead(resources, object);
            isKept(wire, resources, object);
            mayBeWrittenAgain(wire, object);
        }
    }

    private static void isRead(DoorResources<HubObject<Object, Object>> resources, JsonNode object) {
        assertThat(resources.list("fleet-default", ""))
                .extracting(one -> one.metadata().name())
                .contains(name(object));
    }

    /** Beside what the hub writes, and what a later version has put there, whose field this one does not know. */
    private static void isKept(Wire wire, DoorResources<HubObject<Object, Object>> resources, JsonNode object) {
        var path = collection(object) + "/" + name(object);
        var later = "{spec: {%s: kept}}".formatted(FIELD_OF_LATER);
        await("until the new kind is served")
                .until(() -> wire.patch(Wire.MERGE, path, later)
                        .at("/spec/" + FIELD_OF_LATER)
                        .equals("kept"));
        var read = resources.find("fleet-default", name(object));
        var meta = read.metadata();
        var marked = read.with(meta.withLabels(Map.of("tier", "two"), meta.annotations()));

        assertThat(resources.replaceMetadata(read, marked)).isInstanceOf(Written.Stored.class);
        assertThat(resources.replaceMetadata(read, marked.with(meta)))
                .as("it has changed since it was read")
                .isInstanceOf(Written.Conflict.class);

        var after = find(wire, object);
        assertThat(after.at("/metadata/labels/tier").asText()).isEqualTo("two");
        assertThat(after.at("/spec/" + FIELD_OF_LATER).asText()).isEqualTo("kept");
        ((ObjectNode) after.path("spec")).remove(FIELD_OF_LATER);
        assertThat(after.path("spec")).isEqualTo(object.path("spec"));
        assertThat(after.path("status")).isEqualTo(object.path("status"));
    }

    /** As a person or a pipeline does who applies a file of long ago. */
    private static void mayBeWrittenAgain(Wire wire, JsonNode object) {
        var now = (ObjectNode) find(wire, object);
        now.set("spec", object.path("spec"));

        var answer = wire.put(collection(object) + "/" + name(object), now);

        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(200);
    }

    /** With one field more in the spec, as the next version might have. */
    private static JsonNode laxer(JsonNode definition) {
        var copy = definition.deepCopy();
        var fields = copy.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        ((ObjectNode) fields).putObject(FIELD_OF_LATER).put("type", "string");
        return copy;
    }

    private static void define(Wire wire, JsonNode definition) {
        var path = DEFINITIONS + "/" + name(definition);
        var answer = wire.get(path).code() == 404
                ? wire.post(DEFINITIONS, definition.toString())
                : wire.patch(Wire.MERGE, path, definition.toString());
        assertThat(answer.code()).as("%s", answer.body()).isIn(200, 201);
    }

    private static void put(Wire wire, String collection, JsonNode object) {
        await("until the kind is served: " + collection)
                .untilAsserted(() -> assertThat(wire.get(collection).code()).isEqualTo(200));
        var answer = wire.post(collection, object.toString());
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(201);
    }

    private static JsonNode find(Wire wire, JsonNode object) {
        return wire.get(collection(object) + "/" + name(object)).body();
    }

    private static String collection(JsonNode object) {
        return "/apis/granary.io/v1alpha1/namespaces/fleet-default/"
                + Release.type(object.path("kind").asText()).plural();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    @AfterAll
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }
}
