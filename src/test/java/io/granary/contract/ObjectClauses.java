// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Create, read, update, delete. */
final class ObjectClauses {
    private static final String MAP = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {k: v}}";

    private ObjectClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("gives a created object a uid, a time and a revision", ObjectClauses::stamps),
                new Clause("makes a name from generateName", ObjectClauses::generates),
                new Clause("refuses a name that is taken", ObjectClauses::refusesTakenName),
                new Clause("says what it did not find", ObjectClauses::notFound),
                new Clause("refuses a name that is no DNS name", ObjectClauses::badName),
                new Clause("refuses an object for a namespace that is not there", ObjectClauses::noNamespace),
                new Clause("refuses an object of another namespace", ObjectClauses::otherNamespace),
                new Clause("refuses an update of a revision that is gone by", ObjectClauses::staleUpdate),
                new Clause("refuses an update of another uid", ObjectClauses::otherUid),
                new Clause("does not raise the revision for an update without news", ObjectClauses::noNews),
                new Clause("raises the generation when the spec changes, and only then", ObjectClauses::generation),
                new Clause("stores nothing in a dry run", ObjectClauses::dryRun),
                new Clause("warns of unknown fields, refuses them when strict", ObjectClauses::unknownFields),
                new Clause("keeps an object until its finalizers are gone", ObjectClauses::finalizers),
                new Clause("answers a deletion with the uid of what went", ObjectClauses::deletion),
                new Clause("refuses a deletion of another uid", ObjectClauses::deletionPrecondition),
                new Clause("deletes a collection by its labels", ObjectClauses::deleteCollection),
                new Clause("refuses a method that a kind has not", ObjectClauses::methodNotAllowed),
                new Clause("turns stringData of a Secret into data", ObjectClauses::stringData));
    }

    private static void stamps(Wire wire) {
        var made = wire.post(wire.core("configmaps"), MAP.formatted("a"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.at("/metadata/uid")).hasSize(36);
        assertThat(made.at("/metadata/creationTimestamp")).endsWith("Z");
        assertThat(made.at("/metadata/resourceVersion")).matches("\\d+");
        assertThat(made.at("/metadata/namespace")).isEqualTo(wire.namespace());
        assertThat(wire.get(wire.core("configmaps/a")).body()).isEqualTo(made.body());
    }

    private static void generates(Wire wire) {
        var made =
                wire.post(wire.core("configmaps"), "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: gen-}}");
        assertThat(made.at("/metadata/name")).matches("gen-[a-z0-9]{5}");
    }

    private static void refusesTakenName(Wire wire) {
        wire.post(wire.core("configmaps"), MAP.formatted("a"));
        var again = wire.post(wire.core("configmaps"), MAP.formatted("a"));
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.reason()).isEqualTo("AlreadyExists");
        assertThat(again.message()).isEqualTo("configmaps \"a\" already exists");
        assertThat(again.at("/details/kind")).isEqualTo("configmaps");
    }

    private static void notFound(Wire wire) {
        var missing = wire.get(wire.core("configmaps/nobody"));
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("configmaps \"nobody\" not found");
        assertThat(missing.at("/kind")).isEqualTo("Status");
        var kind = wire.get(wire.core("unheards"));
        assertThat(kind.code()).isEqualTo(404);
        assertThat(kind.message()).isEqualTo("the server could not find the requested resource");
    }

    private static void badName(Wire wire) {
        var refused = wire.post(wire.core("configmaps"), MAP.formatted("Not_A_Name"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.reason()).isEqualTo("Invalid");
        assertThat(refused.message())
                .startsWith("ConfigMap \"Not_A_Name\" is invalid: metadata.name: Invalid value:"
                        + " \"Not_A_Name\": a lowercase RFC 1123 subdomain must consist of");
        assertThat(refused.causes().getFirst()).startsWith("metadata.name|FieldValueInvalid|");
    }

    private static void noNamespace(Wire wire) {
        var refused = wire.post("/api/v1/namespaces/no-such-ns/configmaps", MAP.formatted("a"));
        assertThat(refused.code()).isEqualTo(404);
        assertThat(refused.message()).isEqualTo("namespaces \"no-such-ns\" not found");
    }

    private static void otherNamespace(Wire wire) {
        var refused = wire.post(
                wire.core("configmaps"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: elsewhere}}");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
    }

    private static void staleUpdate(Wire wire) {
        var first = wire.post(wire.core("configmaps"), MAP.formatted("a")).body();
        wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{data: {k: w}}");
        var refused = wire.put(wire.core("configmaps/a"), first);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(refused.message())
                .isEqualTo("Operation cannot be fulfilled on configmaps \"a\": the object has been"
                        + " modified; please apply your changes to the latest version and try again");
    }

    private static void otherUid(Wire wire) {
        var object = (ObjectNode)
                wire.post(wire.core("configmaps"), MAP.formatted("a")).body();
        object.withObject("/metadata").put("uid", "other").remove("resourceVersion");
        var refused = wire.put(wire.core("configmaps/a"), object);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message()).contains("Precondition failed: UID in precondition: other, UID in object meta: ");
    }

    private static void noNews(Wire wire) {
        var first = wire.post(wire.core("configmaps"), MAP.formatted("a")).body();
        var again = wire.put(wire.core("configmaps/a"), first);
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.body().at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
    }

    private static void generation(Wire wire) {
        wire.post(wire.widgets(), CustomClauses.widget("a", "size: 3"));
        wire.patch(Wire.MERGE, wire.widgets() + "/a", "{metadata: {labels: {x: y}}}");
        assertThat(wire.get(wire.widgets() + "/a")
                        .body()
                        .at("/metadata/generation")
                        .asInt())
                .isEqualTo(1);
        wire.patch(Wire.MERGE, wire.widgets() + "/a/status", "{status: {phase: Up}, spec: {size: 9}}");
        var after = wire.get(wire.widgets() + "/a");
        assertThat(after.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(after.at("/status/phase")).isEqualTo("Up");
        assertThat(after.at("/spec/size")).isEqualTo("3");
        wire.patch(Wire.MERGE, wire.widgets() + "/a", "{status: {phase: Down}, spec: {size: 4}}");
        var last = wire.get(wire.widgets() + "/a");
        assertThat(last.body().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(last.at("/status/phase")).isEqualTo("Up");
    }

    private static void dryRun(Wire wire) {
        var tried = wire.post(wire.core("configmaps") + "?dryRun=All", MAP.formatted("a"));
        assertThat(tried.code()).isEqualTo(201);
        assertThat(wire.get(wire.core("configmaps/a")).code()).isEqualTo(404);
    }

    private static void unknownFields(Wire wire) {
        var body = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, colour: red}, dat: {}}";
        var warned = wire.post(wire.core("configmaps"), body);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings())
                .containsExactlyInAnyOrder(
                        "299 - \"unknown field \\\"dat\\\"\"", "299 - \"unknown field \\\"metadata.colour\\\"\"");
        var refused = wire.post(wire.core("configmaps") + "?fieldValidation=Strict", body);
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .contains("strict decoding error: ", "unknown field \"dat\"", "unknown field \"metadata.colour\"");
        var ignored =
                wire.post(wire.core("configmaps") + "?fieldValidation=Ignore", body.replace("name: a", "name: b"));
        assertThat(ignored.warnings()).isEmpty();
    }

    private static void finalizers(Wire wire) {
        wire.post(
                wire.core("configmaps"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [granary.test/hold]}}");
        var marked = wire.delete(wire.core("configmaps/a"));
        assertThat(marked.code()).isEqualTo(200);
        assertThat(marked.at("/kind")).isEqualTo("ConfigMap");
        assertThat(marked.at("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(wire.get(wire.core("configmaps/a")).code()).isEqualTo(200);
        var released = wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{metadata: {finalizers: null}}");
        assertThat(released.code()).isEqualTo(200);
        assertThat(wire.get(wire.core("configmaps/a")).code()).isEqualTo(404);
    }

    private static void deletion(Wire wire) {
        var made = wire.post(wire.core("configmaps"), MAP.formatted("a"));
        var gone = wire.delete(wire.core("configmaps/a"));
        assertThat(gone.code()).isEqualTo(200);
        assertThat(gone.at("/status")).isEqualTo("Success");
        assertThat(gone.at("/details/uid")).isEqualTo(made.at("/metadata/uid"));
        assertThat(gone.at("/details/kind")).isEqualTo("configmaps");
    }

    private static void deletionPrecondition(Wire wire) {
        wire.post(wire.core("configmaps"), MAP.formatted("a"));
        var refused = wire.delete(wire.core("configmaps/a"), "{preconditions: {uid: other}}");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message())
                .startsWith("Operation cannot be fulfilled on ConfigMap \"a\": the UID in the"
                        + " precondition (other) does not match the UID in record (");
    }

    private static void deleteCollection(Wire wire) {
        wire.post(wire.core("configmaps"), "{metadata: {name: a, labels: {go: away}}}");
        wire.post(wire.core("configmaps"), "{metadata: {name: b}}");
        assertThat(wire.delete(wire.core("configmaps") + "?labelSelector=go%3Daway")
                        .code())
                .isEqualTo(200);
        assertThat(wire.get(wire.core("configmaps/a")).code()).isEqualTo(404);
        assertThat(wire.get(wire.core("configmaps/b")).code()).isEqualTo(200);
    }

    private static void methodNotAllowed(Wire wire) {
        var refused = wire.delete("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
        assertThat(refused.code()).isEqualTo(405);
        assertThat(refused.reason()).isEqualTo("MethodNotAllowed");
    }

    private static void stringData(Wire wire) {
        var made = wire.post(
                wire.core("secrets"), "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}");
        assertThat(made.at("/data/a")).isEqualTo("Yg==");
        assertThat(made.at("/type")).isEqualTo("Opaque");
        assertThat(made.body().has("stringData")).isFalse();
    }
}
