// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.inventory.core.VmRow;

/** One FleetVirtualMachine a line. */
final class NdjsonRows implements ExportRows {
    static final String TYPE = "application/x-ndjson";

    @Override
    public String contentType() {
        return TYPE;
    }

    @Override
    public byte[] heading() {
        return new byte[0];
    }

    @Override
    public byte[] line(VmRow row) {
        return Rendering.bytes(json -> {
            VmJson.object(json, ApiKinds.FLEET_VMS, row);
            json.writeRaw('\n');
        });
    }
}
