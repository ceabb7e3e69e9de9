// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a byte stream into lines. Works on bytes, so that a character cut in two by the network stays whole. */
final class LineCutter {
    private final int longest;
    private final Consumer<byte[]> lines;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(0);

    /** @param longest bytes of one line */
    LineCutter(int longest, Consumer<byte[]> lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** False once a line is too long; nothing of it is kept. */
    boolean take(byte[] bytes, int offset, int length) {
        var start = offset;
        for (var i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                if (partial.size() + i - start > longest) {
                    return false;
                }
                line(bytes, start, i);
                start = i + 1;
            }
        }
        var rest = offset + length - start;
        if (partial.size() + rest > longest) {
            partial.reset();
            return false;
        }
        partial.write(bytes, start, rest);
        return true;
    }

    private void line(byte[] bytes, int start, int end) {
        if (partial.size() > 0) {
            partial.write(bytes, start, end - start);
            lines.accept(partial.toByteArray());
            partial.reset();
        } else if (end > start) {
            lines.accept(Arrays.copyOfRange(bytes, start, end));
        }
    }
}
