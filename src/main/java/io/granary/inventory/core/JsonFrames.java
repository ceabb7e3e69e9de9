// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/**
 * Cuts a reply that arrives in pieces into JSON values, on bytes, so that characters of several bytes may be cut
 * anywhere. A value that lies within one piece is handed on in place; only one that spans pieces is copied. Not for
 * several threads at once.
 */
public abstract sealed class JsonFrames permits LineFrames, ItemFrames {

    /** Hears the values; the bytes are valid only during the call. */
    public interface Sink {
        void frame(byte[] bytes, int offset, int length);
    }

    /** What all streams together may hold of unfinished values. */
    public interface Memory {
        /** No common bound. */
        Memory UNBOUNDED = new Memory() {
            @Override
            public boolean take(int bytes) {
                return true;
            }

            @Override
            public void give(int bytes) {
                // Nothing is counted.
            }
        };

        /** False if there is no room for so many bytes. */
        boolean take(int bytes);

        void give(int bytes);
    }

    private static final byte[] NONE = {};

    private final int longest;
    private final Memory memory;
    private byte[] kept = NONE;
    private int size;

    JsonFrames(int longest, Memory memory) {
        this.longest = longest;
        this.memory = memory;
    }

    /**
     * Takes the next piece.
     *
     * @throws RejectedData when a value is longer than allowed, or what stands between values is not JSON
     */
    public abstract void feed(byte[] bytes, int offset, int length);

    /**
     * The reply has ended.
     *
     * @throws RejectedData when it ended within a value
     */
    public abstract void end();

    /** Gives back what is held; must be called when the stream is given up. */
    public final void drop() {
        if (kept.length > 0) {
            memory.give(kept.length);
        }
        kept = NONE;
        size = 0;
    }

    final int size() {
        return size;
    }

    final void keep(byte[] bytes, int from, int to) {
        var wanted = size + (to - from);
        if (wanted > longest) {
            throw new RejectedData("one object is longer than " + longest + " bytes");
        }
        if (wanted > kept.length) {
            grow(Math.min(longest, Math.max(wanted, Math.max(1024, kept.length * 2))));
        }
        System.arraycopy(bytes, from, kept, size, to - from);
        size = wanted;
    }

    private void grow(int capacity) {
        if (!memory.take(capacity)) {
            throw new RejectedData("the hub has no room for more unfinished objects");
        }
        var old = kept.length;
        kept = Arrays.copyOf(kept, capacity);
        memory.give(old);
    }

    /** Ends a value at {@code to}; it began at {@code from}, or in an earlier piece. */
    final void cut(Sink sink, byte[] bytes, int from, int to) {
        if (size == 0) {
            if (to - from > longest) {
                throw new RejectedData("one object is longer than " + longest + " bytes");
            }
            sink.frame(bytes, from, to - from);
            return;
        }
        keep(bytes, from, to);
        var whole = kept;
        var length = size;
        try {
            sink.frame(whole, 0, length);
        } finally {
            drop();
        }
    }
}
