// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;
import io.granary.api.core.ListOptions.IncludeObject;
import io.granary.api.core.VmColumns;
import io.granary.inventory.core.VmRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * How rows are written for one request: as objects, as a Table, or as metadata.
 *
 * @param include what a Table's rows carry beside their cells
 */
record Rendering(Resource resource, Accepted accepted, IncludeObject include) {
    /** Closes nothing by itself: what broke off half-way must not look complete. */
    static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    /** What stands before the rows of a list. */
    record ListHead(long revision, @Nullable String next, long remaining) {}

    /** Writes into memory, where no input or output can fail. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    static byte[] bytes(Writing writing) {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = JSON.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Opens the list up to its first row. */
    void begin(JsonGenerator json, ListHead head) throws IOException {
        json.writeStartObject();
        switch (accepted.form()) {
            case OBJECT -> kind(json, resource.kind() + "List", ApiKinds.GROUP_VERSION);
            case METADATA -> kind(json, "PartialObjectMetadataList", metaVersion());
            case TABLE -> kind(json, "Table", metaVersion());
        }
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", Long.toString(head.revision()));
        if (head.next() != null) {
            json.writeStringField("continue", head.next());
            json.writeNumberField("remainingItemCount", head.remaining());
        }
        json.writeEndObject();
        if (accepted.form() == Accepted.Form.TABLE) {
            columns(json);
            json.writeArrayFieldStart("rows");
        } else {
            json.writeArrayFieldStart("items");
        }
    }

    /** Writes one row of a list. */
    void row(JsonGenerator json, VmRow row, long now) throws IOException {
        switch (accepted.form()) {
            case OBJECT -> VmJson.object(json, resource, row);
            case METADATA -> VmJson.partial(json, resource, row, accepted.version());
            case TABLE -> cells(json, row, now);
        }
    }

    void end(JsonGenerator json) throws IOException {
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes a row that stands alone: an object, or a Table of one row with or without its columns. */
    void single(JsonGenerator json, VmRow row, long now, Headings headings) throws IOException {
        if (accepted.form() != Accepted.Form.TABLE) {
            row(json, row, now);
            return;
        }
        json.writeStartObject();
        kind(json, "Table", metaVersion());
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", Long.toString(row.sequence()));
        json.writeEndObject();
        switch (headings) {
            case SHOWN -> columns(json);
            case LEFT_OUT -> json.writeNullField("columnDefinitions");
        }
        json.writeArrayFieldStart("rows");
        cells(json, row, now);
        end(json);
    }

    /** Whether a Table tells its columns; in a watch only the first one does. */
    enum Headings {
        SHOWN,
        LEFT_OUT
    }

    /** Writes the object of a bookmark: its kind and version, and the annotation that ends the initial events. */
    void bookmark(JsonGenerator json, long revision, boolean endsInitialEvents) throws IOException {
        json.writeStartObject();
        switch (accepted.form()) {
            case OBJECT -> kind(json, resource.kind(), ApiKinds.GROUP_VERSION);
            case METADATA -> kind(json, "PartialObjectMetadata", metaVersion());
            case TABLE -> kind(json, "Table", metaVersion());
        }
        if (accepted.form() != Accepted.Form.TABLE) {
            bookmarkMetadata(json, revision, endsInitialEvents);
            json.writeEndObject();
            return;
        }
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", Long.toString(revision));
        json.writeEndObject();
        json.writeNullField("columnDefinitions");
        json.writeArrayFieldStart("rows");
        json.writeStartObject();
        json.writeArrayFieldStart("cells");
        json.writeEndArray();
        json.writeObjectFieldStart("object");
        kind(json, "PartialObjectMetadata", metaVersion());
        bookmarkMetadata(json, revision, endsInitialEvents);
        json.writeEndObject();
        json.writeEndObject();
        end(json);
    }

    private static void bookmarkMetadata(JsonGenerator json, long revision, boolean endsInitialEvents)
            throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", Long.toString(revision));
        json.writeNullField("creationTimestamp");
        if (endsInitialEvents) {
            json.writeObjectFieldStart("annotations");
            json.writeStringField("k8s.io/initial-events-end", "true");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void cells(JsonGenerator json, VmRow row, long now) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("cells");
        for (var column : VmColumns.ALL) {
            var named = column.format().equals("name");
            json.writeString(named ? VmJson.name(resource, row) : column.cell().apply(row, now));
        }
        json.writeEndArray();
        switch (include) {
            case NONE -> json.writeNullField("object");
            case METADATA -> {
                json.writeFieldName("object");
                VmJson.partial(json, resource, row, accepted.version());
            }
            case OBJECT -> {
                json.writeFieldName("object");
                VmJson.object(json, resource, row);
            }
        }
        json.writeEndObject();
    }

    private static void columns(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columnDefinitions");
        for (var column : VmColumns.ALL) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", "string");
            json.writeStringField("format", column.format());
            json.writeStringField("description", column.description());
            json.writeNumberField("priority", column.priority());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void kind(JsonGenerator json, String kind, String version) throws IOException {
        json.writeStringField("kind", kind);
        json.writeStringField("apiVersion", version);
    }

    private String metaVersion() {
        return "meta.k8s.io/" + accepted.version();
    }
}
