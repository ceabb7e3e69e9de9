// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads and writes the {@code metadata} of a parsed object. */
final class Metadata {
    private static final Set<String> NOT_SPEC = Set.of("metadata", "status", "apiVersion", "kind");
    private final ObjectNode object;
    private final ObjectNode meta;

    private Metadata(ObjectNode object) {
        this.object = object;
        this.meta = Json.child(object, "metadata");
    }

    static Metadata of(ObjectNode object) {
        return new Metadata(object);
    }

    static String time(long epochSecond) {
        return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(epochSecond));
    }

    String text(String field) {
        return meta.path(field).asText("");
    }

    String name() {
        return text("name");
    }

    String namespace() {
        return text("namespace");
    }

    String uid() {
        return text("uid");
    }

    String resourceVersion() {
        return text("resourceVersion");
    }

    long generation() {
        return meta.path("generation").asLong(0);
    }

    void generation(long value) {
        meta.put("generation", value);
    }

    boolean deleting() {
        return meta.hasNonNull("deletionTimestamp");
    }

    JsonNode finalizers() {
        return meta.path("finalizers");
    }

    JsonNode owners() {
        return meta.path("ownerReferences");
    }

    ObjectNode node() {
        return meta;
    }

    ObjectKey key() {
        return new ObjectKey(namespace(), name());
    }

    Map<String, String> labels() {
        var labels = meta.path("labels");
        if (labels.isEmpty()) {
            return Map.of();
        }
        var found = new LinkedHashMap<String, String>();
        labels.properties()
                .forEach(entry -> found.put(entry.getKey(), entry.getValue().asText()));
        return Map.copyOf(found);
    }

    long createdAt() {
        var text = text("creationTimestamp");
        return text.isEmpty()
                ? 0
                : Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).getEpochSecond();
    }

    /** Raises the generation when something the owner decides has changed since {@code before}. */
    void bumpGeneration(ResourceType type, ObjectNode before) {
        var was = Math.max(1, Metadata.of(before).generation());
        generation(specChanged(type, before) ? was + 1 : was);
    }

    private boolean specChanged(ResourceType type, ObjectNode before) {
        if (deleting() != Metadata.of(before).deleting()) {
            return true;
        }
        return !same(type, before, object) || !same(type, object, before);
    }

    private static boolean same(ResourceType type, ObjectNode one, ObjectNode other) {
        for (var field : one.properties()) {
            var name = field.getKey();
            var outside = NOT_SPEC.contains(name)
                    && !(name.equals("status") && !type.subresources().status());
            if (!outside && !Json.same(field.getValue(), other.path(name))) {
                return false;
            }
        }
        return true;
    }

    StoredObject stored(ObjectSource source) {
        var version = Long.parseLong(resourceVersion());
        return new StoredObject(key(), uid(), version, generation(), createdAt(), labels(), source);
    }
}
