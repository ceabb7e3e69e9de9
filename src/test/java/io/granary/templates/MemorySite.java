// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects of one Harvester site, in memory; its controllers work only when told to. */
final class MemorySite implements SiteTrees {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<TemplateKind, Shelf> shelves = new EnumMap<>(TemplateKind.class);
    /** Every write that changed something, as {@code create KEY_PAIR retail/ops-key}. */
    final List<String> writes = new ArrayList<>();
    /** What each write to a kind is answered with instead. */
    final Map<TemplateKind, Written<ObjectNode>> refusals = new EnumMap<>(TemplateKind.class);

    private int version = 100;
    int requests;

    @Override
    public Shelf of(TemplateKind kind) {
        return shelves.computeIfAbsent(kind, Shelf::new);
    }

    /** Puts an object there that somebody made. */
    void put(TemplateKind kind, String yaml) {
        try {
            of(kind).store((ObjectNode) YAML.readTree(yaml));
        } catch (java.io.IOException broken) {
            throw new IllegalArgumentException(yaml, broken);
        }
    }

    ObjectNode get(TemplateKind kind, String id) {
        return of(kind).objects.get(id);
    }

    /** What Harvester's controllers do by themselves: number new versions, and note the default's number. */
    void controllersWork() {
        var versions = of(TemplateKind.VERSION).objects.values();
        for (var each : versions) {
            if (each.path("status").path("version").asInt() == 0) {
                var most = versions.stream()
                        .mapToInt(other -> other.path("status").path("version").asInt())
                        .max();
                each.withObjectProperty("status").put("version", most.orElse(0) + 1);
            }
        }
        for (var template : of(TemplateKind.TEMPLATE).objects.values()) {
            var id = template.path("spec").path("defaultVersionId").asText("");
            var chosen = get(TemplateKind.VERSION, id);
            if (chosen != null) {
                template.withObjectProperty("status")
                        .put(
                                "defaultVersion",
                                chosen.path("status").path("version").asInt());
            }
        }
    }

    final class Shelf implements Resources<ObjectNode> {
        private final TemplateKind kind;
        private final Map<String, ObjectNode> objects = new LinkedHashMap<>();

        private Shelf(TemplateKind kind) {
            this.kind = kind;
        }

        @Override
        public ObjectNode find(String namespace, String name) {
            requests++;
            var found = objects.get(namespace + "/" + name);
            return found == null ? null : found.deepCopy();
        }

        @Override
        public List<ObjectNode> list(String namespace, String selector) {
            requests++;
            return List.copyOf(objects.values());
        }

        @Override
        public Written<ObjectNode> create(ObjectNode object) {
            if (refusals.containsKey(kind)) {
                return refusals.get(kind);
            }
            if (objects.containsKey(id(object))) {
                return new Written.Conflict<>("it exists");
            }
            writes.add("create " + kind + " " + id(object));
            return new Written.Stored<>(store(object.deepCopy()));
        }

        @Override
        public Written<ObjectNode> replace(ObjectNode object) {
            var known = objects.get(id(object));
            var seen = object.path("metadata").path("resourceVersion").asText();
            if (known == null
                    || !known.path("metadata").path("resourceVersion").asText().equals(seen)) {
                return new Written.Conflict<>("the object has been modified");
            }
            writes.add("replace " + kind + " " + id(object));
            return new Written.Stored<>(store(object.deepCopy()));
        }

        @Override
        public ApiProblem delete(String namespace, String name) {
            writes.add("delete " + kind + " " + namespace + "/" + name);
            objects.remove(namespace + "/" + name);
            return null;
        }

        private ObjectNode store(ObjectNode object) {
            var metadata = object.withObjectProperty("metadata");
            metadata.put("resourceVersion", String.valueOf(++version));
            if (!metadata.hasNonNull("uid")) {
                metadata.put("uid", "uid-" + version);
            }
            objects.put(id(object), object);
            return object.deepCopy();
        }

        private static String id(ObjectNode object) {
            var metadata = object.path("metadata");
            return metadata.path("namespace").asText("") + "/"
                    + metadata.path("name").asText();
        }

        @Override
        public Written<ObjectNode> replaceStatus(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written<ObjectNode> apply(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Written<ObjectNode> applyStatus(ObjectNode object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable watchOne(String namespace, String name, Listener<ObjectNode> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AutoCloseable watch(String namespace, String selector, Listener<ObjectNode> listener) {
            throw new UnsupportedOperationException();
        }
    }
}
