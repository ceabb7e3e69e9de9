// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the guest within a VirtualMachine: {@code spec.template.spec}. One per object. */
final class GuestProjection {
    /** Most interfaces, addresses or networks that are kept of one machine. */
    static final int MOST = 16;

    static final int MAC = 23;

    final List<String> macs = new ArrayList<>(1);
    final List<String> networks = new ArrayList<>(1);
    private long cores = 1;
    private long sockets = 1;
    private long threads = 1;
    private boolean topology;
    private int cpuLimit;
    private long guestMemory;
    private long memoryLimit;

    int cpuMillis() {
        return topology ? (int) Math.min(Integer.MAX_VALUE, cores * sockets * threads * 1000) : cpuLimit;
    }

    long memoryBytes() {
        return guestMemory > 0 ? guestMemory : memoryLimit;
    }

    void read(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "domain" -> domain(json);
                case "networks" -> networks(json);
                default -> json.skipChildren();
            }
        }
    }

    private void domain(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "cpu" -> cpu(json);
                case "memory" -> guestMemory = quantityIn(json, "guest");
                case "resources" -> resources(json);
                case "devices" -> devices(json);
                default -> json.skipChildren();
            }
        }
    }

    private void cpu(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "cores" -> cores = count(json);
                case "sockets" -> sockets = count(json);
                case "threads" -> threads = count(json);
                default -> json.skipChildren();
            }
        }
    }

    private long count(JsonCursor json) throws IOException {
        topology = true;
        return Math.clamp(JsonProjection.number(json), 1, 1 << 10);
    }

    private static long quantityIn(JsonCursor json, String wanted) throws IOException {
        long found = 0;
        if (JsonProjection.enters(json)) {
            String field;
            while ((field = JsonProjection.field(json)) != null) {
                if (field.equals(wanted)) {
                    found = ScalarProjection.units(JsonProjection.text(json, 32));
                } else {
                    json.skipChildren();
                }
            }
        }
        return found;
    }

    private void resources(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("limits") && json.currentToken() == JsonToken.START_OBJECT) {
                limits(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void limits(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "cpu" -> cpuLimit = ScalarProjection.millis(JsonProjection.text(json, 32));
                case "memory" -> memoryLimit = ScalarProjection.units(JsonProjection.text(json, 32));
                default -> json.skipChildren();
            }
        }
    }

    private void devices(JsonCursor json) throws IOException {
        if (!JsonProjection.enters(json)) {
            return;
        }
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("interfaces")) {
                collect(json, "macAddress", macs);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void collect(JsonCursor json, String wanted, List<String> into) throws IOException {
        if (!JsonProjection.entersArray(json)) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (JsonProjection.enters(json)) {
                one(json, wanted, into);
            }
        }
    }

    private static void one(JsonCursor json, String wanted, List<String> into) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals(wanted) && into.size() < MOST) {
                into.add(JsonProjection.text(json, MAC));
            } else {
                json.skipChildren();
            }
        }
    }

    private void networks(JsonCursor json) throws IOException {
        if (!JsonProjection.entersArray(json)) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (JsonProjection.enters(json)) {
                network(json);
            }
        }
    }

    private void network(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("pod") && networks.size() < MOST) {
                networks.add("pod");
                json.skipChildren();
            } else if (field.equals("multus") && json.currentToken() == JsonToken.START_OBJECT) {
                multus(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void multus(JsonCursor json) throws IOException {
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            if (field.equals("networkName") && networks.size() < MOST) {
                networks.add(JsonProjection.text(json, JsonProjection.NAME));
            } else {
                json.skipChildren();
            }
        }
    }
}
