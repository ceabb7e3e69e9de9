// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a client wants objects shown: as they are, as a Table, or their metadata only. One per request: in a watch of
 * Tables only the first event has the columns.
 */
final class Representation {
    /** The {@code as} parameter of Accept. */
    enum Shape {
        PLAIN,
        TABLE,
        METADATA
    }

    /** Why a bookmark is sent. */
    enum Bookmark {
        PERIODIC,
        INITIAL_END
    }

    private final ResourceType type;
    private final Shape shape;
    private final boolean severalVersions;
    private final TablePrinter printer;
    private boolean columnsSent;

    Representation(ResourceType type, Shape shape, boolean severalVersions, TablePrinter printer) {
        this.type = type;
        this.shape = shape;
        this.severalVersions = severalVersions;
        this.printer = printer;
    }

    Shape shape() {
        return shape;
    }

    TablePrinter printer() {
        return printer;
    }

    /** The object in the version asked for. */
    byte[] plain(StoredObject object) {
        return severalVersions ? Json.bytes(parsed(object)) : object.json();
    }

    ObjectNode parsed(StoredObject object) {
        return inVersion(Json.parse(object.json()));
    }

    ObjectNode inVersion(ObjectNode node) {
        node.put("apiVersion", type.apiVersion());
        return node;
    }

    byte[] single(StoredObject object) {
        return switch (shape) {
            case PLAIN -> plain(object);
            case METADATA -> Json.bytes(metadataOnly(parsed(object)));
            case TABLE -> table(object, TablePrinter.Columns.SHOWN);
        };
    }

    /** As an object in a watch event. */
    byte[] event(StoredObject object) {
        if (shape != Shape.TABLE) {
            return single(object);
        }
        var columns = columnsSent ? TablePrinter.Columns.LEFT_OUT : TablePrinter.Columns.SHOWN;
        columnsSent = true;
        return table(object, columns);
    }

    byte[] bookmark(long revision, Bookmark why) {
        var object = Json.object();
        object.put("kind", shape == Shape.METADATA ? "PartialObjectMetadata" : type.kind());
        object.put("apiVersion", shape == Shape.METADATA ? "meta.k8s.io/v1" : type.apiVersion());
        var meta = object.putObject("metadata");
        meta.put("resourceVersion", Long.toString(revision)).putNull("creationTimestamp");
        if (why == Bookmark.INITIAL_END) {
            meta.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        if (shape != Shape.TABLE) {
            return Json.bytes(object);
        }
        var table = printer.start(TablePrinter.Columns.LEFT_OUT);
        table.withObject("/metadata").put("resourceVersion", Long.toString(revision));
        TablePrinter.rows(table).add(printer.bookmark(object));
        return Json.bytes(table);
    }

    static ObjectNode metadataOnly(ObjectNode object) {
        var partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private byte[] table(StoredObject object, TablePrinter.Columns columns) {
        var table = printer.start(columns);
        table.withObject("/metadata").put("resourceVersion", Long.toString(object.resourceVersion()));
        TablePrinter.rows(table).add(printer.row(parsed(object)));
        return Json.bytes(table);
    }
}
