// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.bench;

import com.sun.management.ThreadMXBean;
import io.granary.inventory.core.EventProjection;
import io.granary.inventory.core.EventProjection.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures the projection of one VirtualMachine: microseconds and bytes allocated. Argument: a JSON file, or none. */
public final class ProjectionBench {
    private static final int ROUNDS = 20_000;

    private ProjectionBench() {}

    public static void main(String[] args) throws IOException {
        var bytes = args.length > 0 ? Files.readAllBytes(Path.of(args[0])) : machine();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (var warm = 0; warm < 5; warm++) {
            var allocated = threads.getCurrentThreadAllocatedBytes();
            var begun = System.nanoTime();
            var seen = 0;
            for (var round = 0; round < ROUNDS; round++) {
                seen += EventProjection.item(Shape.VM, bytes, 0, bytes.length).hashCode();
            }
            var micros = (System.nanoTime() - begun) / 1e3 / ROUNDS;
            var each = (threads.getCurrentThreadAllocatedBytes() - allocated) / ROUNDS;
            System.out.printf("%d bytes of JSON: %.1f us, %d bytes allocated (%d)%n", bytes.length, micros, each, seen);
        }
    }

    private static byte[] machine() {
        var fields = new StringBuilder();
        for (var at = 0; at < 120; at++) {
            fields.append("\"f:field").append(at).append("\":{\".\":{},\"f:inner\":{}},");
        }
        var claims = "[{\\\"metadata\\\":{\\\"name\\\":\\\"d\\\",\\\"annotations\\\":{\\\"harvesterhci.io/imageId\\\":"
                + "\\\"p/i\\\"}},\\\"spec\\\":{\\\"resources\\\":{\\\"requests\\\":{\\\"storage\\\":\\\"40Gi\\\"}}}}]";
        return ("{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"VirtualMachine\",\"metadata\":{\"name\":\"web01\","
                        + "\"namespace\":\"retail-prod\",\"uid\":\"5f0a6b35-67f1-4cda-a4b6-88b9f5a40a01\","
                        + "\"resourceVersion\":\"4816022\",\"labels\":{\"harvesterhci.io/os\":\"ubuntu\"},"
                        + "\"annotations\":{\"harvesterhci.io/volumeClaimTemplates\":\"" + claims + "\"},"
                        + "\"managedFields\":[{\"manager\":\"harvester\",\"fieldsV1\":{" + fields + "\"f:z\":{}}}]},"
                        + "\"spec\":{\"runStrategy\":\"RerunOnFailure\",\"template\":{\"spec\":{\"domain\":{\"cpu\":"
                        + "{\"cores\":4,\"sockets\":1,\"threads\":1},\"memory\":{\"guest\":\"7936Mi\"},\"devices\":"
                        + "{\"interfaces\":[{\"name\":\"nic-1\",\"macAddress\":\"4e:6f:2a:10:00:01\"}]}},\"networks\":"
                        + "[{\"name\":\"nic-1\",\"multus\":{\"networkName\":\"retail-prod/vlan110\"}}]}}},"
                        + "\"status\":{\"printableStatus\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":"
                        + "\"True\"}]}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
