// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a VirtualMachine (kubevirt.io/v1) from its bytes, keeping only what {@link VmFacts} has. One per object. */
final class VmProjection {
    private static final String CLAIMS = "harvesterhci.io/volumeClaimTemplates";
    private static final String MACS = "harvesterhci.io/mac-address";

    private final MetadataProjection metadata = new MetadataProjection();
    private final GuestProjection guest = new GuestProjection();
    private final ClaimsProjection claims = new ClaimsProjection();
    private List<String> rememberedMacs = List.of();
    private String status = "";
    private String runStrategy = "";
    private @Nullable String message;

    static Change.PutVm read(JsonCursor json) throws IOException {
        return new VmProjection().object(json);
    }

    private Change.PutVm object(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "kind" -> PageProjection.requireKind("VirtualMachine", JsonProjection.text(json, 64));
                case "metadata" -> metadata.read(json, this::annotation);
                case "spec" -> spec(json);
                case "status" -> status(json);
                default -> json.skipChildren();
            }
        }
        metadata.requireIdentity();
        return new Change.PutVm(facts());
    }

    private VmFacts facts() {
        return new VmFacts(
                metadata.namespace,
                metadata.name,
                metadata.uid,
                metadata.version,
                metadata.createdAt,
                metadata.labels,
                status,
                runStrategy,
                guest.cpuMillis(),
                guest.memoryBytes(),
                claims.bytes,
                claims.image,
                metadata.label("harvesterhci.io/os"),
                guest.networks,
                guest.macs.isEmpty() ? rememberedMacs : guest.macs,
                message);
    }

    private void annotation(String key, JsonCursor json) throws IOException {
        if (key.equals(CLAIMS)) {
            claims.read(json);
        } else if (key.equals(MACS)) {
            rememberedMacs = macs(json);
        }
    }

    private static List<String> macs(JsonCursor json) throws IOException {
        var found = new ArrayList<String>(2);
        try {
            var inner = JsonProjection.within(json);
            if (JsonProjection.enters(inner)) {
                while (JsonProjection.field(inner) != null && found.size() < GuestProjection.MOST) {
                    found.add(JsonProjection.text(inner, GuestProjection.MAC));
                }
            }
        } catch (IOException garbled) {
            return List.of();
        }
        return found;
    }

    private void spec(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "runStrategy" -> runStrategy = JsonProjection.text(json, 32);
                case "template" -> template(json);
                default -> json.skipChildren();
            }
        }
    }

    private void template(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("spec")) {
                guest.read(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void status(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "printableStatus" -> status = JsonProjection.text(json, 64);
                case "conditions" -> message = ConditionsProjection.read(json).complaint();
                default -> json.skipChildren();
            }
        }
    }
}
