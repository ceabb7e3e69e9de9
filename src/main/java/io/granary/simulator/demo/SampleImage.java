// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small qcow2 file with an honest header, to be published in the demonstration: an empty disk of 10 GiB. */
public final class SampleImage {
    /** What it is called among the uploads. */
    public static final String NAME = "pos-2026-11.qcow2";

    private static final int CLUSTER_BITS = 16;
    private static final int HEADER_BYTES = 104;
    private static final long VIRTUAL_SIZE = 10L << 30;
    /** Each L1 entry stands for 512 MiB at this cluster size. */
    private static final int L1_ENTRIES = 20;

    private SampleImage() {}

    /** Puts the file where the hub's library looks for what people upload. */
    public static void upload(Path dataDirectory) throws IOException {
        var folder = dataDirectory.resolve("library").resolve("uploads");
        Files.createDirectories(folder);
        Files.write(folder.resolve(NAME), bytes());
    }

    /** Header, refcount table, one refcount block and L1 table, each in a cluster of its own (QEMU docs/interop). */
    private static byte[] bytes() {
        int cluster = 1 << CLUSTER_BITS;
        var file = ByteBuffer.allocate(4 * cluster);
        file.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(3).putLong(0).putInt(0);
        file.putInt(CLUSTER_BITS).putLong(VIRTUAL_SIZE).putInt(0);
        file.putInt(L1_ENTRIES).putLong(3L * cluster);
        file.putLong(cluster).putInt(1).putInt(0).putLong(0);
        file.putLong(0).putLong(0).putLong(0).putInt(4).putInt(HEADER_BYTES);
        file.putLong(cluster, 2L * cluster);
        for (int used = 0; used < 4; used++) {
            file.putShort(2 * cluster + 2 * used, (short) 1);
        }
        return file.array();
    }
}
