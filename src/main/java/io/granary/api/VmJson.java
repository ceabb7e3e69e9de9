// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;
import io.granary.api.core.ApiKinds.Scope;
import io.granary.api.core.Quantities;
import io.granary.api.core.VmRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes a row as the object that users read: FleetVirtualMachine, or MyVirtualMachine with the same fields. */
final class VmJson {
    static final String SITE_LABEL = "site.granary.io/";

    private VmJson() {}

    /** The name under which a resource shows a row; cluster-scoped, it begins with the site. */
    static String name(Resource resource, VmRow row) {
        return resource.scope() == Scope.NAMESPACED ? row.objectName() : row.site() + '.' + row.objectName();
    }

    static void object(JsonGenerator json, Resource resource, VmRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("apiVersion", ApiKinds.GROUP_VERSION);
        json.writeStringField("kind", resource.kind());
        metadata(json, resource, row);
        spec(json, row);
        status(json, row);
        json.writeEndObject();
    }

    static void partial(JsonGenerator json, Resource resource, VmRow row, String version) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "PartialObjectMetadata");
        json.writeStringField("apiVersion", "meta.k8s.io/" + version);
        metadata(json, resource, row);
        json.writeEndObject();
    }

    private static void metadata(JsonGenerator json, Resource resource, VmRow row) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("name", name(resource, row));
        if (resource.scope() == Scope.NAMESPACED) {
            json.writeStringField("namespace", row.site());
        }
        json.writeStringField("uid", row.uid());
        json.writeStringField("resourceVersion", Long.toString(row.revision()));
        time(json, "creationTimestamp", row.createdAt());
        if (!row.labels().isEmpty() || !row.siteLabels().isEmpty()) {
            json.writeObjectFieldStart("labels");
            for (var label : row.labels().entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            for (var label : row.siteLabels().entrySet()) {
                json.writeStringField(SITE_LABEL + label.getKey(), label.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void spec(JsonGenerator json, VmRow row) throws IOException {
        json.writeObjectFieldStart("spec");
        json.writeStringField("site", row.siteName());
        json.writeStringField("siteId", row.site());
        json.writeStringField("namespace", row.namespace());
        json.writeStringField("name", row.name());
        text(json, "runStrategy", row.runStrategy());
        text(json, "cpu", row.cpuMillis() == 0 ? "" : Quantities.cpu(row.cpuMillis()));
        amount(json, "memory", row.memoryBytes());
        amount(json, "disk", row.diskBytes());
        text(json, "image", row.image());
        texts(json, "networks", row.networks());
        json.writeEndObject();
    }

    private static void status(JsonGenerator json, VmRow row) throws IOException {
        json.writeObjectFieldStart("status");
        text(json, "state", row.status());
        text(json, "node", row.node());
        texts(json, "ips", row.ips());
        texts(json, "macs", row.macs());
        text(json, "os", row.os());
        text(json, "message", row.message());
        time(json, "startedAt", row.startedAt());
        json.writeBooleanField("agentConnected", row.agentConnected());
        json.writeBooleanField("liveMigratable", row.migratable());
        json.writeBooleanField("migrating", row.migrating());
        json.writeBooleanField("stale", row.stale());
        time(json, "lastSeen", row.lastSeen());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    private static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void amount(JsonGenerator json, String field, long bytes) throws IOException {
        text(json, field, bytes == 0 ? "" : Quantities.bytes(bytes));
    }

    static void time(JsonGenerator json, String field, long seconds) throws IOException {
        if (seconds != 0) {
            json.writeStringField(field, Instant.ofEpochSecond(seconds).toString());
        }
    }
}
