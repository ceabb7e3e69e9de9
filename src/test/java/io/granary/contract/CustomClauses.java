// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** CustomResourceDefinitions and the kinds they make. */
final class CustomClauses {
    static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.granary.test}
            spec:
              group: granary.test
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList, shortNames: [wd]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
                additionalPrinterColumns:
                - {name: Size, type: integer, jsonPath: .spec.size}
                - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [size]
                        x-kubernetes-validations:
                        - {rule: "self.size >= self.least", message: size is below least, fieldPath: .size}
                        - rule: "!has(self.tags) || self.tags.all(t, t != 'bad')"
                          messageExpression: "'no bad ' + 'tags'"
                        properties:
                          size: {type: integer, minimum: 1, maximum: 10}
                          least: {type: integer, default: 1}
                          colour: {type: string, enum: [red, blue], default: red}
                          name:
                            type: string
                            maxLength: 5
                            pattern: '^[a-z]*$'
                            x-kubernetes-validations: [{rule: self == oldSelf, message: name is immutable}]
                          port: {x-kubernetes-int-or-string: true}
                          replicas: {type: integer}
                          since: {type: string, format: date-time}
                          free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          maybe: {type: string, nullable: true}
                          parts:
                            type: array
                            maxItems: 3
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [name]
                            items:
                              type: object
                              required: [name]
                              properties: {name: {type: string}, value: {type: string}}
                          tags:
                            type: array
                            x-kubernetes-list-type: set
                            maxItems: 9
                            items: {type: string, maxLength: 9}
                      status: {type: object, properties: {replicas: {type: integer}, phase: {type: string}}}
            """;

    private CustomClauses() {}

    static String widget(String name, String spec) {
        return "{apiVersion: granary.test/v1, kind: Widget, metadata: {name: %s}, spec: {%s}}".formatted(name, spec);
    }

    static List<Clause> all() {
        return List.of(
                new Clause("serves a custom kind, fills in its defaults and prunes", CustomClauses::defaultsAndPrunes),
                new Clause("refuses wrong types", CustomClauses::types),
                new Clause("says all that is wrong with a custom object", CustomClauses::validation),
                new Clause("refuses duplicates in sets and maps", CustomClauses::duplicates),
                new Clause("checks CEL rules, transitions only on update", CustomClauses::rules),
                new Clause("keeps what a schema preserves, and numbers or strings", CustomClauses::preserved),
                new Clause("needs a revision to update a custom object", CustomClauses::needsRevision),
                new Clause("scales what declares it", CustomClauses::scale),
                new Clause("establishes a definition, and shows it in discovery", CustomClauses::established));
    }

    private static void defaultsAndPrunes(Wire wire) {
        var made = wire.post(wire.widgets(), widget("a", "size: 3, unknown: x"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().path("spec")).isEqualTo(Wire.yaml("{colour: red, least: 1, size: 3}"));
        assertThat(made.warnings()).containsExactly("299 - \"unknown field \\\"spec.unknown\\\"\"");
    }

    private static void types(Wire wire) {
        var refused = wire.post(wire.widgets(), widget("a", "size: big"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("Widget.granary.test \"a\" is invalid: [spec.size: Invalid value:"
                        + " \"string\": spec.size in body must be of type integer: \"string\", <nil>:"
                        + " Invalid value: null: some"
                        + " validation rules were not checked because the object was invalid; correct the"
                        + " existing errors to"
                        + " complete validation]");
    }

    private static void validation(Wire wire) {
        var refused = wire.post(wire.widgets(), widget("a", "size: 11, colour: green, name: TOOLONG"));
        assertThat(refused.causes())
                .containsExactlyInAnyOrder(
                        "spec.size|FieldValueInvalid|Invalid value: 11: spec.size in body should be less"
                                + " than or equal to 10",
                        "spec.colour|FieldValueNotSupported|Unsupported value: \"green\": supported values:"
                                + " \"red\", \"blue\"",
                        "spec.name|FieldValueTooLong|Too long: may not be more than 5 bytes",
                        "<nil>|FieldValueInvalid|Invalid value: null: some validation rules were not"
                                + " checked because the object"
                                + " was invalid; correct the existing errors to complete validation");
        var shape = wire.post(wire.widgets(), widget("a", "size: 9, name: BIG"));
        assertThat(shape.causes())
                .containsExactly("spec.name|FieldValueInvalid|Invalid value: \"BIG\": spec.name in body should match"
                        + " '^[a-z]*$'");
        var missing = wire.post(wire.widgets(), widget("a", "least: 1"));
        assertThat(missing.causes()).contains("spec.size|FieldValueRequired|Required value");
        var time = wire.post(wire.widgets(), widget("a", "size: 2, since: yesterday"));
        assertThat(time.causes())
                .contains("spec.since|FieldValueTypeInvalid|Invalid value: \"yesterday\": spec.since"
                        + " in body must be of type date-time: \"yesterday\"");
    }

    private static void duplicates(Wire wire) {
        var refused = wire.post(wire.widgets(), widget("a", "size: 2, tags: [x, x], parts: [{name: p}, {name: p}]"));
        assertThat(refused.causes())
                .containsExactlyInAnyOrder(
                        "spec.tags[1]|FieldValueDuplicate|Duplicate value: \"x\"",
                        "spec.parts[1]|FieldValueDuplicate|Duplicate value: {\"name\":\"p\"}");
    }

    private static void rules(Wire wire) {
        var refused = wire.post(wire.widgets(), widget("a", "size: 2, least: 3"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.causes()).containsExactly("spec.size|FieldValueInvalid|Invalid value: size is below least");
        var said = wire.post(wire.widgets(), widget("a", "size: 2, tags: [bad]"));
        assertThat(said.causes()).containsExactly("spec|FieldValueInvalid|Invalid value: no bad tags");
        assertThat(wire.post(wire.widgets(), widget("a", "size: 2, name: one")).code())
                .isEqualTo(201);
        var changed = wire.patch(Wire.MERGE, wire.widgets() + "/a", "{spec: {name: two}}");
        assertThat(changed.causes())
                .containsExactly("spec.name|FieldValueInvalid|Invalid value: \"two\": name is immutable");
    }

    private static void preserved(Wire wire) {
        var made = wire.post(wire.widgets(), widget("a", "size: 2, port: http, free: {any: {thing: 1}}, maybe: null"));
        assertThat(made.at("/spec/free/any/thing")).isEqualTo("1");
        assertThat(made.at("/spec/port")).isEqualTo("http");
        assertThat(made.body().at("/spec/maybe").isNull()).isTrue();
        assertThat(wire.post(wire.widgets(), widget("b", "size: 2, port: 80")).code())
                .isEqualTo(201);
        assertThat(wire.post(wire.widgets(), widget("c", "size: 2, port: true")).code())
                .isEqualTo(422);
    }

    private static void needsRevision(Wire wire) {
        wire.post(wire.widgets(), widget("a", "size: 2"));
        var refused = wire.put(wire.widgets() + "/a", Wire.yaml(widget("a", "size: 3")));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("metadata.resourceVersion: Invalid value: ", "must be specified for an update");
    }

    private static void scale(Wire wire) {
        wire.post(wire.widgets(), widget("a", "size: 2, replicas: 1"));
        var scale = wire.get(wire.widgets() + "/a/scale");
        assertThat(scale.at("/kind")).isEqualTo("Scale");
        assertThat(scale.at("/spec/replicas")).isEqualTo("1");
        var scaled = wire.patch(Wire.MERGE, wire.widgets() + "/a/scale", "{spec: {replicas: 4}}");
        assertThat(scaled.at("/spec/replicas")).isEqualTo("4");
        assertThat(wire.get(wire.widgets() + "/a").at("/spec/replicas")).isEqualTo("4");
    }

    private static void established(Wire wire) {
        var definition = wire.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.granary.test")
                .body();
        assertThat(definition
                        .at("/status/conditions")
                        .valueStream()
                        .map(each -> each.path("type").asText() + "="
                                + each.path("status").asText() + " "
                                + each.path("reason").asText()))
                .containsExactlyInAnyOrder("NamesAccepted=True NoConflicts", "Established=True InitialNamesAccepted");
        assertThat(definition.at("/status/storedVersions").toString()).isEqualTo("[\"v1\"]");
        var resources = wire.get("/apis/granary.test/v1").body().path("resources");
        assertThat(resources.valueStream().map(each -> each.path("name").asText()))
                .containsExactly("widgets", "widgets/status", "widgets/scale");
    }
}
