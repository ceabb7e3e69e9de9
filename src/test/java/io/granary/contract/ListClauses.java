// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Lists: pages, selectors, revisions, tables. */
final class ListClauses {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    private ListClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("lists in pages, all of one revision", ListClauses::pages),
                new Clause("selects by labels with every operator", ListClauses::labels),
                new Clause("selects by name and by the fields of a kind", ListClauses::fields),
                new Clause("refuses a selector it cannot read", ListClauses::badSelectors),
                new Clause("gives an empty list as such", ListClauses::empty),
                new Clause("prints tables", ListClauses::tables),
                new Clause("prints the columns of a custom kind", ListClauses::customTable),
                new Clause("gives metadata alone", ListClauses::metadata),
                new Clause("refuses what it cannot write", ListClauses::notAcceptable),
                new Clause("refuses revisions from the future", ListClauses::future),
                new Clause("refuses options that make no sense together", ListClauses::badOptions));
    }

    private static void make(Wire wire, String... names) {
        for (var name : names) {
            wire.post(
                    wire.core("configmaps"),
                    "{metadata: {name: %s, labels: {name: %s, size: '%d'}}}".formatted(name, name, name.length()));
        }
    }

    private static List<String> names(JsonNode list) {
        return list.path("items")
                .valueStream()
                .map(each -> each.at("/metadata/name").asText())
                .filter(name -> !name.equals("kube-root-ca.crt"))
                .toList();
    }

    private static void pages(Wire wire) {
        make(wire, "a", "b", "c");
        var first = wire.get(wire.core("configmaps") + "?limit=2").body();
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
        make(wire, "d");
        var token = first.at("/metadata/continue").asText();
        var second =
                wire.get(wire.core("configmaps") + "?limit=2&continue=" + token).body();
        assertThat(names(second)).containsExactly("c");
        assertThat(second.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(second.path("metadata").has("continue")).isFalse();
    }

    private static void labels(Wire wire) {
        make(wire, "a", "bb", "ccc");
        wire.post(wire.core("configmaps"), "{metadata: {name: none}}");
        expectLabels(wire, "name=a", "a");
        expectLabels(wire, "name==a", "a");
        expectLabels(wire, "name!=a", "bb", "ccc", "none");
        expectLabels(wire, "name in (a,bb)", "a", "bb");
        expectLabels(wire, "name notin (a,bb)", "ccc", "none");
        expectLabels(wire, "name", "a", "bb", "ccc");
        expectLabels(wire, "!name", "none");
        expectLabels(wire, "size>1", "bb", "ccc");
        expectLabels(wire, "size<2", "a");
        expectLabels(wire, "name,size!=1", "bb", "ccc");
    }

    private static void expectLabels(Wire wire, String selector, String... expected) {
        var query = java.net.URLEncoder.encode(selector, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(names(wire.get(wire.core("configmaps") + "?labelSelector=" + query)
                        .body()))
                .as(selector)
                .containsExactly(expected);
    }

    private static void fields(Wire wire) {
        make(wire, "a", "b");
        assertThat(names(wire.get(wire.core("configmaps") + "?fieldSelector=metadata.name%3Da")
                        .body()))
                .containsExactly("a");
        assertThat(names(wire.get(wire.core("configmaps") + "?fieldSelector=metadata.name!%3Da")
                        .body()))
                .containsExactly("b");
        wire.post(wire.core("secrets"), "{metadata: {name: s}, type: granary.test/x}");
        assertThat(names(wire.get(wire.core("secrets") + "?fieldSelector=type%3Dgranary.test/x")
                        .body()))
                .containsExactly("s");
    }

    private static void badSelectors(Wire wire) {
        var field = wire.get(wire.core("configmaps") + "?fieldSelector=spec.colour%3Da");
        assertThat(field.code()).isEqualTo(400);
        assertThat(field.reason()).isEqualTo("BadRequest");
        assertThat(field.message()).contains("\"spec.colour\" is not a known field selector: only");
        assertThat(wire.get(wire.core("pods") + "?fieldSelector=spec.colour%3Da")
                        .message())
                .contains("field label not supported: spec.colour");
        var label = wire.get(wire.core("configmaps") + "?labelSelector=a%3D%3D%3Db");
        assertThat(label.code()).isEqualTo(400);
        assertThat(label.message()).contains("unable to parse requirement");
    }

    private static void empty(Wire wire) {
        var list = wire.get(wire.core("secrets"));
        assertThat(list.at("/kind")).isEqualTo("SecretList");
        assertThat(list.body().path("items").isArray()).isTrue();
        assertThat(list.at("/metadata/resourceVersion")).matches("[1-9]\\d*");
    }

    private static void tables(Wire wire) {
        make(wire, "a");
        var table = wire.getAs(TABLE, wire.core("configmaps") + "?fieldSelector=metadata.name%3Da");
        assertThat(table.at("/kind")).isEqualTo("Table");
        assertThat(table.at("/apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(table.body()
                        .path("columnDefinitions")
                        .valueStream()
                        .map(each -> each.path("name").asText()))
                .containsExactly("Name", "Data", "Age");
        assertThat(table.at("/rows/0/cells/0")).isEqualTo("a");
        assertThat(table.at("/rows/0/cells/2")).matches("\\d+s");
        assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
        var whole = wire.getAs(TABLE, wire.core("configmaps/a") + "?includeObject=Object");
        assertThat(whole.at("/rows/0/object/kind")).isEqualTo("ConfigMap");
    }

    private static void customTable(Wire wire) {
        wire.post(wire.widgets(), CustomClauses.widget("a", "size: 3, colour: blue"));
        var table = wire.getAs(TABLE, wire.widgets());
        assertThat(table.body()
                        .path("columnDefinitions")
                        .valueStream()
                        .map(each -> each.path("name").asText() + " "
                                + each.path("type").asText() + " "
                                + each.path("priority").asInt()))
                .containsExactly("Name string 0", "Size integer 0", "Colour string 1", "Age date 0");
        assertThat(table.body().at("/rows/0/cells/1").isInt()).isTrue();
        assertThat(table.at("/rows/0/cells/2")).isEqualTo("blue");
    }

    private static void metadata(Wire wire) {
        make(wire, "a");
        var list = wire.getAs(METADATA, wire.core("configmaps") + "?fieldSelector=metadata.name%3Da");
        assertThat(list.at("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/metadata/name")).isEqualTo("a");
        assertThat(list.body().at("/items/0").has("data")).isFalse();
    }

    private static void notAcceptable(Wire wire) {
        var refused = wire.getAs("application/xml", wire.core("configmaps"));
        assertThat(refused.code()).isEqualTo(406);
    }

    private static void future(Wire wire) {
        var refused = wire.get(wire.core("configmaps") + "?resourceVersion=99999999&resourceVersionMatch=NotOlderThan");
        assertThat(refused.code()).isEqualTo(504);
        assertThat(refused.reason()).isEqualTo("Timeout");
        assertThat(refused.message()).contains("Too large resource version: 99999999, current: ");
        assertThat(refused.causes()).containsExactly("|ResourceVersionTooLarge|Too large resource version");
        assertThat(refused.body().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    }

    private static void badOptions(Wire wire) {
        assertThat(wire.get(wire.core("configmaps") + "?resourceVersionMatch=Exact")
                        .code())
                .isEqualTo(422);
        assertThat(wire.get(wire.core("configmaps") + "?resourceVersion=0&resourceVersionMatch=Exact")
                        .code())
                .isEqualTo(422);
        assertThat(wire.get(wire.core("configmaps") + "?sendInitialEvents=true").code())
                .isEqualTo(422);
    }
}
