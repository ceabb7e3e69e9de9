// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a VirtualMachineInstance (kubevirt.io/v1), keeping only what {@link VmiFacts} has. One per object. */
final class VmiProjection {
    private static final int ADDRESS = 45;

    private final MetadataProjection metadata = new MetadataProjection();
    private final List<String> ips = new ArrayList<>(2);
    private final List<String> macs = new ArrayList<>(1);
    private String phase = "";
    private String node = "";
    private String os = "";
    private boolean agentConnected;
    private boolean migratable;
    private boolean migrating;

    static Change.PutVmi read(JsonCursor json) throws IOException {
        return new VmiProjection().object(json);
    }

    private Change.PutVmi object(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "kind" -> PageProjection.requireKind("VirtualMachineInstance", JsonProjection.text(json, 64));
                case "metadata" -> metadata.read(json, (key, ignored) -> {});
                case "status" -> status(json);
                default -> json.skipChildren();
            }
        }
        metadata.requireIdentity();
        return new Change.PutVmi(new VmiFacts(
                metadata.namespace,
                metadata.name,
                metadata.uid,
                metadata.version,
                metadata.createdAt,
                phase,
                node,
                ips,
                macs,
                os,
                agentConnected,
                migratable,
                migrating));
    }

    private void status(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "phase" -> phase = JsonProjection.text(json, 32);
                case "nodeName" -> node = JsonProjection.text(json, JsonProjection.NAME);
                case "conditions" -> conditions(json);
                case "guestOSInfo" -> guest(json);
                case "interfaces" -> interfaces(json);
                case "migrationState" -> migration(json);
                default -> json.skipChildren();
            }
        }
    }

    private void conditions(JsonCursor json) throws IOException {
        var conditions = ConditionsProjection.read(json);
        agentConnected = conditions.isMet("AgentConnected");
        migratable = conditions.isMet("LiveMigratable");
    }

    private void guest(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("prettyName")) {
                os = JsonProjection.text(json, JsonProjection.TEXT);
            } else {
                json.skipChildren();
            }
        }
    }

    private void interfaces(JsonCursor json) throws IOException {
        if (!JsonProjection.entersArray(json)) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (JsonProjection.enters(json)) {
                nic(json);
            }
        }
    }

    private void nic(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "mac" -> add(macs, JsonProjection.text(json, GuestProjection.MAC));
                case "ipAddress" -> add(ips, JsonProjection.text(json, ADDRESS));
                case "ipAddresses" -> addresses(json);
                default -> json.skipChildren();
            }
        }
    }

    private void addresses(JsonCursor json) throws IOException {
        if (!JsonProjection.entersArray(json)) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            add(ips, JsonProjection.text(json, ADDRESS));
        }
    }

    private static void add(List<String> list, String text) {
        if (!text.isEmpty() && list.size() < GuestProjection.MOST && !list.contains(text)) {
            list.add(text);
        }
    }

    private void migration(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        migrating = true;
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("completed") || field.equals("failed")) {
                migrating &= json.currentToken() != JsonToken.VALUE_TRUE;
            } else {
                json.skipChildren();
            }
        }
    }
}
