// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Patches and server-side apply. */
final class PatchClauses {
    private PatchClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("merges a merge patch", PatchClauses::merge),
                new Clause("follows a JSON patch, and refuses one whose test fails", PatchClauses::json),
                new Clause("merges lists of built-in kinds by their key", PatchClauses::strategic),
                new Clause("refuses a strategic patch of a custom kind", PatchClauses::strategicOfCustom),
                new Clause("creates by apply, and owns what was applied", PatchClauses::applyCreates),
                new Clause("refuses to apply over another's field, and says whose", PatchClauses::conflict),
                new Clause("takes a field by force", PatchClauses::force),
                new Clause("removes what is applied no longer", PatchClauses::removes),
                new Clause("shares a field that two apply alike", PatchClauses::shares),
                new Clause("merges applied lists by their keys, and sets by their values", PatchClauses::lists),
                new Clause("changes nothing when the same is applied again", PatchClauses::idempotent),
                new Clause("needs a field manager to apply", PatchClauses::needsManager),
                new Clause("gives fields to who updates them", PatchClauses::update));
    }

    private static String apply(Wire wire, String name, String manager) {
        return wire.core("configmaps/" + name) + "?fieldManager=" + manager;
    }

    private static String map(String data) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {" + data + "}}";
    }

    private static void merge(Wire wire) {
        wire.post(wire.core("configmaps"), map("k: v, gone: x"));
        var patched = wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{data: {gone: null, n: w}}");
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.body().path("data").toString()).isEqualTo("{\"k\":\"v\",\"n\":\"w\"}");
    }

    private static void json(Wire wire) {
        wire.post(wire.core("configmaps"), map("k: v"));
        var patched = wire.patch(
                Wire.JSON_PATCH,
                wire.core("configmaps/a"),
                "[{op: test, path: /data/k, value: v}, {op: add, path: /metadata/annotations, value: {}},"
                        + " {op: add, path: /metadata/annotations/a~1b, value: w}, {op: remove, path: /data/k}]");
        assertThat(patched.body().at("/metadata/annotations").toString()).isEqualTo("{\"a/b\":\"w\"}");
        assertThat(patched.body().at("/data/k").isMissingNode()).isTrue();
        var refused = wire.patch(Wire.JSON_PATCH, wire.core("configmaps/a"), "[{op: test, path: /data/k, value: v}]");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.reason()).isEqualTo("Invalid");
    }

    private static void strategic(Wire wire) {
        wire.post(
                wire.core("services"),
                "{metadata: {name: s}, spec: {ports: [{name: a, port: 80}, {name: b, port: 81}]}}");
        var patched = wire.patch(
                Wire.STRATEGIC,
                wire.core("services/s"),
                "{spec: {ports: [{port: 80, targetPort: 8080}, {port: 81, $patch: delete}]}}");
        assertThat(patched.body().at("/spec/ports")).hasSize(1);
        assertThat(patched.at("/spec/ports/0/name")).isEqualTo("a");
        assertThat(patched.at("/spec/ports/0/targetPort")).isEqualTo("8080");
    }

    private static void strategicOfCustom(Wire wire) {
        wire.post(wire.widgets(), CustomClauses.widget("a", "size: 3"));
        var refused = wire.patch(Wire.STRATEGIC, wire.widgets() + "/a", "{spec: {size: 4}}");
        assertThat(refused.code()).isEqualTo(415);
        assertThat(refused.reason()).isEqualTo("UnsupportedMediaType");
        assertThat(refused.message())
                .isEqualTo("the body of the request was in an unknown format - accepted media types"
                        + " include: application/json-patch+json, application/merge-patch+json,"
                        + " application/apply-patch+yaml");
    }

    private static void applyCreates(Wire wire) {
        var made = wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.at("/metadata/managedFields/0/manager")).isEqualTo("one");
        assertThat(made.at("/metadata/managedFields/0/operation")).isEqualTo("Apply");
        assertThat(made.body().at("/metadata/managedFields/0/fieldsV1").toString())
                .isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    }

    private static void conflict(Wire wire) {
        wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        var refused = wire.patch(Wire.APPLY, apply(wire, "a", "two"), map("k: w"));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.reason()).isEqualTo("Conflict");
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .data.k");
        assertThat(refused.causes()).containsExactly(".data.k|FieldManagerConflict|conflict with \"one\"");
    }

    private static void force(Wire wire) {
        wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v, l: m"));
        var forced = wire.patch(Wire.APPLY, apply(wire, "a", "two") + "&force=true", map("k: w"));
        assertThat(forced.code()).isEqualTo(200);
        assertThat(forced.at("/data/k")).isEqualTo("w");
        assertThat(owned(forced, "one")).isEqualTo("{\"f:data\":{\"f:l\":{}}}");
        assertThat(owned(forced, "two")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    }

    static String owned(Answer answer, String manager) {
        return answer.body()
                .at("/metadata/managedFields")
                .valueStream()
                .filter(each -> each.path("manager").asText().equals(manager))
                .map(each -> each.path("fieldsV1").toString())
                .findFirst()
                .orElse("");
    }

    private static void removes(Wire wire) {
        wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v, l: m"));
        var less = wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        assertThat(less.body().path("data").toString()).isEqualTo("{\"k\":\"v\"}");
    }

    private static void shares(Wire wire) {
        wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        var shared = wire.patch(Wire.APPLY, apply(wire, "a", "two"), map("k: v"));
        assertThat(shared.code()).isEqualTo(200);
        var left = wire.patch(Wire.APPLY, apply(wire, "a", "one"), map(""));
        assertThat(left.at("/data/k")).isEqualTo("v");
        assertThat(owned(left, "two")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
    }

    private static void lists(Wire wire) {
        var path = wire.widgets() + "/a?fieldManager=";
        wire.patch(
                Wire.APPLY,
                path + "one",
                CustomClauses.widget("a", "size: 3, tags: [x], parts: [{name: p, value: '1'}, {name: q, value: '2'}]"));
        var both = wire.patch(
                Wire.APPLY,
                path + "two",
                CustomClauses.widget("a", "size: 3, tags: [y], parts: [{name: r, value: '3'}]"));
        assertThat(both.body().at("/spec/tags").toString()).isEqualTo("[\"x\",\"y\"]");
        assertThat(both.body().at("/spec/parts")).hasSize(3);
        assertThat(owned(both, "two"))
                .isEqualTo("{\"f:spec\":{\"f:parts\":{\"k:{\\\"name\\\":\\\"r\\\"}\":{\".\":{},"
                        + "\"f:name\":{},\"f:value\":{}}},\"f:size\":{},\"f:tags\":{\"v:\\\"y\\\"\":{}}}}");
        var less = wire.patch(
                Wire.APPLY, path + "one", CustomClauses.widget("a", "size: 3, parts: [{name: q, value: '2'}]"));
        assertThat(less.body().at("/spec/tags").toString()).isEqualTo("[\"y\"]");
        assertThat(less.body()
                        .at("/spec/parts")
                        .valueStream()
                        .map(each -> each.path("name").asText()))
                .containsExactlyInAnyOrder("q", "r");
    }

    private static void idempotent(Wire wire) {
        var first = wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        var again = wire.patch(Wire.APPLY, apply(wire, "a", "one"), map("k: v"));
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
    }

    private static void needsManager(Wire wire) {
        var refused = wire.patch(Wire.APPLY, wire.core("configmaps/a"), map("k: v"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value:"
                        + " is required for apply patch");
    }

    private static void update(Wire wire) {
        wire.post(wire.core("configmaps") + "?fieldManager=maker", map("k: v, l: m"));
        var patched = wire.patch(Wire.MERGE, wire.core("configmaps/a") + "?fieldManager=other", "{data: {k: w}}");
        assertThat(owned(patched, "maker")).isEqualTo("{\"f:data\":{\".\":{},\"f:l\":{}}}");
        assertThat(owned(patched, "other")).isEqualTo("{\"f:data\":{\"f:k\":{}}}");
        var refused = wire.patch(Wire.APPLY, apply(wire, "a", "third"), map("k: x, l: x"));
        assertThat(refused.message())
                .isEqualTo("Apply failed with 2 conflicts: conflicts with \"maker\" using"
                        + " v1:\n- .data.l\nconflicts with \"other\" using v1:\n- .data.k");
    }
}
