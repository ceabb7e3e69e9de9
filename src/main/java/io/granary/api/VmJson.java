// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiKinds.Resource;
import io.granary.api.core.ApiKinds.Scope;
import io.granary.api.core.Quantities;
import io.granary.api.core.Selection;
import io.granary.api.core.VmColumns;
import io.granary.inventory.core.VmRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes a row as the object that users read: FleetVirtualMachine, or MyVirtualMachine with the same fields. */
final class VmJson {
    private VmJson() {}

    /** The name under which a resource shows a row; cluster-scoped, it begins with the site. */
    static String name(Resource resource, VmRow row) {
        return resource.scope() == Scope.NAMESPACED
                ? row.objectName()
                : row.site().id().value() + '.' + row.objectName();
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
            json.writeStringField("namespace", row.site().id().value());
        }
        json.writeStringField("uid", row.vm().uid());
        json.writeStringField("resourceVersion", Long.toString(row.sequence()));
        time(json, "creationTimestamp", row.vm().createdAt());
        if (!row.vm().labels().isEmpty() || !row.site().labels().isEmpty()) {
            json.writeObjectFieldStart("labels");
            for (var label : row.vm().labels().entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            for (var label : row.site().labels().entrySet()) {
                json.writeStringField(Selection.SITE_LABEL + label.getKey(), label.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void spec(JsonGenerator json, VmRow row) throws IOException {
        var vm = row.vm();
        json.writeObjectFieldStart("spec");
        json.writeStringField("site", row.site().id().value());
        json.writeStringField("siteName", row.site().name());
        json.writeStringField("namespace", vm.namespace());
        json.writeStringField("name", vm.name());
        text(json, "runStrategy", vm.runStrategy());
        if (vm.cpuMillis() != 0) {
            json.writeStringField("cpu", Quantities.cpu(vm.cpuMillis()));
            json.writeNumberField("cpuMillis", vm.cpuMillis());
        }
        amount(json, "memory", vm.memoryBytes());
        amount(json, "disk", vm.diskBytes());
        text(json, "image", vm.image());
        texts(json, "networks", vm.networks());
        json.writeEndObject();
    }

    private static void status(JsonGenerator json, VmRow row) throws IOException {
        json.writeObjectFieldStart("status");
        text(json, "printableStatus", row.vm().status());
        text(json, "phase", row.phase());
        text(json, "node", row.node());
        texts(json, "ips", row.ips());
        texts(json, "macs", row.macs());
        text(json, "os", row.os());
        var message = row.vm().message();
        text(json, "message", message == null ? "" : message);
        var instance = row.vmi();
        if (instance != null) {
            time(json, "startedAt", instance.startedAt());
            json.writeBooleanField("agentConnected", instance.agentConnected());
            json.writeBooleanField("liveMigratable", instance.migratable());
            json.writeBooleanField("migrating", instance.migrating());
        }
        var freshness = row.site().freshness();
        json.writeStringField("freshness", freshness.word());
        var seen = VmColumns.lastSeen(freshness);
        json.writeBooleanField("stale", seen.isPresent());
        time(json, "lastSeen", seen.map(Instant::getEpochSecond).orElse(0L));
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
        if (bytes != 0) {
            json.writeStringField(field, Quantities.bytes(bytes));
            json.writeNumberField(field + "Bytes", bytes);
        }
    }

    static void time(JsonGenerator json, String field, long seconds) throws IOException {
        if (seconds != 0) {
            json.writeStringField(field, Instant.ofEpochSecond(seconds).toString());
        }
    }
}
