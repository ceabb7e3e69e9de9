// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Arrays;

/**
 * Cuts a page of a list into the objects of its {@code items}, as they arrive. All else, the envelope, is kept with
 * {@code items} left empty, and is read at the end with {@link PageProjection}.
 */
public final class ItemFrames extends JsonFrames {
    private static final int LONGEST_ENVELOPE = 64 << 10;
    private static final byte[] ITEMS = {'"', 'i', 't', 'e', 'm', 's', '"'};

    private enum Part {
        ENVELOPE,
        GAP,
        ITEM
    }

    private final Sink sink;
    private Part part = Part.ENVELOPE;
    private byte[] envelope = new byte[256];
    private int envelopeSize;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean itemsKey;
    private boolean seen;
    private boolean separated = true;
    private int keyStart;

    /** @param longest most bytes of one item */
    public ItemFrames(int longest, Memory memory, Sink sink) {
        super(longest, memory);
        this.sink = sink;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        var at = offset;
        var end = offset + length;
        while (at < end) {
            at = switch (part) {
                case ENVELOPE -> envelope(bytes, at, end);
                case GAP -> gap(bytes, at, end);
                case ITEM -> item(bytes, at, end);
            };
        }
    }

    @Override
    public void end() {
        drop();
        if (part != Part.ENVELOPE || depth != 0 || inString || envelopeSize == 0) {
            throw new RejectedData("the list ended before its end");
        }
    }

    /** The page without its items; complete after {@link #end()}. */
    public byte[] envelope() {
        return Arrays.copyOf(envelope, envelopeSize);
    }

    private int envelope(byte[] bytes, int from, int end) {
        for (var at = from; at < end; at++) {
            var next = bytes[at];
            add(next);
            if (inString) {
                withinString(next);
            } else if (next == '[' && itemsKey && depth == 1) {
                begin();
                return at + 1;
            } else {
                structure(next);
            }
        }
        return end;
    }

    private void begin() {
        if (seen) {
            throw new RejectedData("the list has its items twice");
        }
        seen = true;
        itemsKey = false;
        part = Part.GAP;
    }

    private void withinString(byte next) {
        if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            inString = false;
            itemsKey = depth == 1 && isItems();
        }
    }

    private boolean isItems() {
        return Arrays.equals(envelope, keyStart, envelopeSize, ITEMS, 0, ITEMS.length);
    }

    private void structure(byte next) {
        switch (next) {
            case '"' -> {
                inString = true;
                keyStart = envelopeSize - 1;
            }
            case '{', '[' -> {
                depth++;
                itemsKey = false;
            }
            case '}', ']' -> depth--;
            case ',' -> itemsKey = false;
            default -> {
                // Colons, numbers and blanks; the parser judges them at the end.
            }
        }
    }

    private void add(byte next) {
        if (envelopeSize == envelope.length) {
            if (envelopeSize >= LONGEST_ENVELOPE) {
                throw new RejectedData("the list has more than 64 KiB beside its items");
            }
            envelope = Arrays.copyOf(envelope, envelopeSize * 2);
        }
        envelope[envelopeSize++] = next;
    }

    private int gap(byte[] bytes, int from, int end) {
        for (var at = from; at < end; at++) {
            switch (bytes[at]) {
                case '{' -> {
                    if (!separated) {
                        throw new RejectedData("the list's items are not separated by commas");
                    }
                    separated = false;
                    part = Part.ITEM;
                    return at;
                }
                case ',' -> {
                    if (separated) {
                        throw new RejectedData("the list has a comma too many");
                    }
                    separated = true;
                }
                case ']' -> {
                    add((byte) ']');
                    part = Part.ENVELOPE;
                    return at + 1;
                }
                case ' ', '\n', '\r', '\t' -> {
                    // Blanks between items mean nothing.
                }
                default -> throw new RejectedData("the list has an item that is not an object");
            }
        }
        return end;
    }

    private int item(byte[] bytes, int from, int end) {
        var open = depth - 1;
        var at = from;
        while (at < end) {
            if (inString) {
                at = string(bytes, at, end);
                continue;
            }
            var next = bytes[at++];
            if (next == '"') {
                inString = true;
            } else if (next == '{' || next == '[') {
                open++;
            } else if ((next == '}' || next == ']') && --open == 0) {
                part = Part.GAP;
                depth = 1;
                cut(sink, bytes, from, at);
                return at;
            }
        }
        depth = open + 1;
        keep(bytes, from, end);
        return end;
    }

    /** Passes over the rest of a string; most bytes of an object are here. */
    private int string(byte[] bytes, int from, int end) {
        var at = from;
        if (escaped && at < end) {
            escaped = false;
            at++;
        }
        while (at < end) {
            var next = bytes[at++];
            if (next == '"') {
                inString = false;
                return at;
            }
            if (next == '\\' && at++ >= end) {
                escaped = true;
                return end;
            }
        }
        return end;
    }
}
