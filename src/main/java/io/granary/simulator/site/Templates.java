// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.simulator.apiserver.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The templates of all objects of a site, read once from the YAML files beside this room. */
public final class Templates {
    private static final List<String> FILES = List.of("/simulator/virtual-machines.yaml", "/simulator/site.yaml");

    private static final class Shared {
        private static final Templates INSTANCE = read();
    }

    private final Map<String, Template> byName;

    private Templates(Map<String, Template> byName) {
        this.byName = byName;
    }

    /** Compiled once and shared by every site. */
    public static Templates shared() {
        return Shared.INSTANCE;
    }

    /** The template of that name, as in {@code vm-vlan} or {@code node/node}. */
    public Template named(String name) {
        var template = byName.get(name);
        if (template == null) {
            throw new IllegalArgumentException("there is no template named " + name);
        }
        return template;
    }

    /** All templates whose name begins with the group and a slash, in the order of the file. */
    public List<Template> group(String group) {
        return byName.values().stream()
                .filter(template -> template.name().startsWith(group + "/"))
                .toList();
    }

    private static Templates read() {
        var yaml = new ObjectMapper(new YAMLFactory());
        var json = new ObjectMapper();
        var byName = new LinkedHashMap<String, Template>();
        var documentsByName = new LinkedHashMap<String, ObjectNode>();
        for (var file : FILES) {
            try (var in = Templates.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException(file + " is not on the class path");
                }
                try (MappingIterator<ObjectNode> documents =
                        yaml.readerFor(ObjectNode.class).readValues(in)) {
                    while (documents.hasNext()) {
                        var document = documents.next();
                        var heading = document.remove("x-template");
                        var name = heading.path("name").asText();
                        documentsByName.put(name, document);
                        own(
                                document,
                                heading.path("managers"),
                                documentsByName.get(heading.path("status").asText()));
                        byName.put(name, Template.compile(name, identity(document), json.writeValueAsString(document)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read", e);
            }
        }
        return new Templates(byName);
    }

    private static Template.Identity identity(JsonNode document) {
        var metadata = document.path("metadata");
        var labels = new LinkedHashMap<String, String>();
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return new Template.Identity(
                document.path("apiVersion").asText(),
                document.path("kind").asText(),
                ObjectKey.of(
                        metadata.path("namespace").asText(),
                        metadata.path("name").asText()),
                metadata.path("uid").asText(),
                labels);
    }

    /** Writes metadata.managedFields as the API server would: who owns which field. */
    private static void own(ObjectNode document, JsonNode managers, @Nullable ObjectNode status) {
        if (!(document.path("metadata").path("managedFields") instanceof ArrayNode list)) {
            return;
        }
        var metadata = (ObjectNode) document.path("metadata");
        for (var manager : managers.properties()) {
            var entry = list.addObject();
            entry.put("apiVersion", document.path("apiVersion").asText());
            entry.put("fieldsType", "FieldsV1");
            var fields = entry.putObject("fieldsV1");
            for (var part : manager.getValue()) {
                if (part.asText().equals("metadata")) {
                    var own = fields.putObject("f:metadata");
                    List.of("annotations", "finalizers", "labels", "ownerReferences")
                            .forEach(key -> fields(own, key, metadata.path(key)));
                } else {
                    var value = document.path(part.asText());
                    fields(fields, part.asText(), value.isTextual() && status != null ? status : value);
                }
            }
            entry.put("manager", manager.getKey());
            entry.put("operation", "Update");
            entry.put("time", metadata.path("creationTimestamp").asText());
        }
    }

    private static void fields(ObjectNode owner, String key, JsonNode value) {
        if (value.isMissingNode()) {
            return;
        }
        var own = owner.putObject("f:" + key);
        if (value instanceof ObjectNode object && !object.isEmpty()) {
            own.putObject(".");
            object.properties().forEach(property -> fields(own, property.getKey(), property.getValue()));
        }
    }
}
