// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Prints objects as rows of a {@code meta.k8s.io/v1} Table. */
final class TablePrinter {
    /** Whether a Table carries its column definitions. */
    enum Columns {
        SHOWN,
        LEFT_OUT
    }

    private static final String NAME_HELP = "Name must be unique within a namespace. Is required when creating"
            + " resources, although some resources may allow a client to request the generation of an appropriate name"
            + " automatically. Name is primarily intended for creation idempotence and configuration definition."
            + " Cannot be updated. More info:"
            + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
    private final List<ResourceType.PrinterColumn> columns;
    private final List<JsonPath> paths;
    private final String includeObject;
    private final Clock clock;

    TablePrinter(ResourceType type, String includeObject, Clock clock) {
        this.columns = type.columns().isEmpty() ? BuiltInColumns.of(type) : type.columns();
        this.paths = columns.stream()
                .map(column -> JsonPath.parse(column.jsonPath()))
                .toList();
        this.includeObject = includeObject;
        this.clock = clock;
    }

    ObjectNode start(Columns shown) {
        var table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata");
        if (shown == Columns.LEFT_OUT) {
            table.putNull("columnDefinitions");
        } else {
            var definitions = table.putArray("columnDefinitions");
            definitions.add(definition("Name", "string", "name", NAME_HELP, 0));
            for (var each : columns) {
                definitions.add(
                        definition(each.name(), each.type(), each.format(), each.description(), each.priority()));
            }
        }
        table.putArray("rows");
        return table;
    }

    static ArrayNode rows(ObjectNode table) {
        return (ArrayNode) table.path("rows");
    }

    ObjectNode row(ObjectNode object) {
        var row = Json.object();
        var cells = row.putArray("cells");
        cells.add(object.path("metadata").path("name"));
        for (var i = 0; i < columns.size(); i++) {
            cells.add(cell(columns.get(i), paths.get(i), object));
        }
        switch (includeObject) {
            case "None" -> {}
            case "Object" -> row.set("object", object);
            default -> row.set("object", Representation.metadataOnly(object));
        }
        return row;
    }

    ObjectNode bookmark(ObjectNode object) {
        var row = Json.object();
        var cells = row.putArray("cells").add("");
        columns.forEach(column -> cells.addNull());
        row.set("object", includeObject.equals("Object") ? object : Representation.metadataOnly(object));
        return row;
    }

    private static ObjectNode definition(String name, String type, String format, String help, int priority) {
        return Json.object()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", help)
                .put("priority", priority);
    }

    private JsonNode cell(ResourceType.PrinterColumn column, JsonPath path, ObjectNode object) {
        if (column.jsonPath().startsWith("=")) {
            return Json.NODES.textNode(BuiltInColumns.compute(column.jsonPath(), object));
        }
        var found = path.find(object);
        if (column.type().equals("date") || column.format().equals("age")) {
            return Json.NODES.textNode(
                    found.isEmpty() ? "<unknown>" : age(found.getFirst().asText()));
        }
        if (found.isEmpty() || found.getFirst().isNull()) {
            return column.format().equals("none") ? Json.NODES.textNode("<none>") : Json.NODES.nullNode();
        }
        var value = found.getFirst();
        if (column.type().equals("string") && !value.isTextual()) {
            return Json.NODES.textNode(value.isContainerNode() ? Json.text(value) : value.asText());
        }
        return value;
    }

    private String age(String timestamp) {
        try {
            return shortly(Duration.between(Instant.parse(timestamp), clock.instant()));
        } catch (DateTimeException notATime) {
            return "<invalid>";
        }
    }

    /** As {@code duration.HumanDuration} of apimachinery. */
    static String shortly(Duration age) {
        var seconds = age.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds <= 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        var minutes = age.toMinutes();
        if (minutes < 10) {
            return seconds % 60 == 0 ? minutes + "m" : minutes + "m" + seconds % 60 + "s";
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        return longer(age.toHours(), minutes);
    }

    private static String longer(long hours, long minutes) {
        if (hours < 8) {
            return minutes % 60 == 0 ? hours + "h" : hours + "h" + minutes % 60 + "m";
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (hours < 192) {
            return hours % 24 == 0 ? hours / 24 + "d" : hours / 24 + "d" + hours % 24 + "h";
        }
        if (hours < 24 * 365 * 2) {
            return hours / 24 + "d";
        }
        var years = hours / 24 / 365;
        var days = hours / 24 % 365;
        return years >= 8 || days == 0 ? years + "y" : years + "y" + days + "d";
    }
}
