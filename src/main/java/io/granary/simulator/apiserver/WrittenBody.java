// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A body somebody wrote, kept deflated when that pays. */
final class WrittenBody implements ObjectSource {
    private static final int WORTH_DEFLATING = 400;
    private final byte[] kept;
    private final int length;
    private final long revision;

    private WrittenBody(byte[] kept, int length, long revision) {
        this.kept = kept;
        this.length = length;
        this.revision = revision;
    }

    static WrittenBody of(ObjectNode object, long revision) {
        var plain = Json.bytes(object);
        if (plain.length < WORTH_DEFLATING) {
            return new WrittenBody(plain, -1, revision);
        }
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            var out = new ByteArrayOutputStream(plain.length / 3);
            var buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return new WrittenBody(out.toByteArray(), plain.length, revision);
        } finally {
            deflater.end();
        }
    }

    @Override
    public byte[] json(StoredObject object) {
        var plain = length < 0 ? kept : inflated();
        if (object.resourceVersion() == revision) {
            return plain;
        }
        var stamped = Json.parse(plain);
        Json.child(stamped, "metadata").put("resourceVersion", Long.toString(object.resourceVersion()));
        return Json.bytes(stamped);
    }

    private byte[] inflated() {
        var inflater = new Inflater(true);
        try {
            var plain = new byte[length];
            inflater.setInput(kept);
            var at = 0;
            while (at < length && !inflater.finished()) {
                at += inflater.inflate(plain, at, length - at);
            }
            return plain;
        } catch (DataFormatException impossible) {
            throw new IllegalStateException("A body kept by this process cannot be read.", impossible);
        } finally {
            inflater.end();
        }
    }
}
