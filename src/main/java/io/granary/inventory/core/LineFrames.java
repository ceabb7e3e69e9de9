// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** Cuts a watch into its events: one JSON object per line. Blank lines are passed over. */
public final class LineFrames extends JsonFrames {
    private final Sink sink;

    /** @param longest most bytes of one line */
    public LineFrames(int longest, Memory memory, Sink sink) {
        super(longest, memory);
        this.sink = sink;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        var end = offset + length;
        var start = offset;
        for (var at = offset; at < end; at++) {
            if (bytes[at] == '\n') {
                line(bytes, start, at);
                start = at + 1;
            }
        }
        if (start < end) {
            keep(bytes, start, end);
        }
    }

    private void line(byte[] bytes, int from, int to) {
        if (size() > 0 || to - from > 1) {
            cut(sink, bytes, from, to);
        }
    }

    @Override
    public void end() {
        var left = size();
        drop();
        if (left > 0) {
            throw new RejectedData("the watch ended within an event");
        }
    }
}
