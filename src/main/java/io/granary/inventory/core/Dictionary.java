// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The different values of a column, each with its rows, in order. A value lives as long as it has rows; its id is used
 * again thereafter, which snapshots do not notice, as they hold values, rows and order of their own.
 */
final class Dictionary<T extends Comparable<T>> {
    private final Refs<T> values;
    private final Postings rows;
    private OrderedIds order;
    private final @Nullable Trigrams words;
    private final Deque<Integer> free = new ArrayDeque<>();
    /** Ids that the writer lately found, by hash of the value. */
    private final int[] recent = new int[64];

    private int next;
    private long version;

    /** An empty one; {@code searchable} ones find values by part of their text. */
    static <T extends Comparable<T>> Dictionary<T> searchable() {
        return new Dictionary<T>(new Refs<T>(), new Postings(), new OrderedIds(), new Trigrams());
    }

    static <T extends Comparable<T>> Dictionary<T> plain() {
        return new Dictionary<T>(new Refs<T>(), new Postings(), new OrderedIds(), null);
    }

    private Dictionary(Refs<T> values, Postings rows, OrderedIds order, @Nullable Trigrams words) {
        this.values = values;
        this.rows = rows;
        this.order = order;
        this.words = words;
    }

    Dictionary<T> freeze() {
        var frozen =
                new Dictionary<>(values.freeze(), rows.freeze(), order.freeze(), words == null ? null : words.freeze());
        frozen.next = next;
        frozen.version = version;
        return frozen;
    }

    /** The id of a value, or -1. */
    int find(T value) {
        return order.find(id -> value(id).compareTo(value));
    }

    T value(int id) {
        return Objects.requireNonNull(values.get(id), "an id in use has a value");
    }

    Postings rows() {
        return rows;
    }

    OrderedIds order() {
        return order;
    }

    /** One more than the greatest id ever used. */
    int width() {
        return next;
    }

    /** Adds a row to a value, which is made if it is new. */
    int add(T value, int row) {
        int slot = value.hashCode() * 0x9e3779b9 >>> 26;
        int id = recent[slot] < next && value.equals(values.get(recent[slot])) ? recent[slot] : find(value);
        if (id < 0) {
            id = free.isEmpty() ? next++ : free.pop();
            values.set(id, value);
            order.insert(id, other -> value(other).compareTo(value));
            if (words != null) {
                words.add(id >>> Segments.BITS, value.toString());
            }
        }
        recent[slot] = id;
        version++;
        rows.add(id, row);
        return id;
    }

    /** Differs between two snapshots if a row of any value does. */
    long version() {
        return version;
    }

    void remove(int id, int row) {
        version++;
        if (!rows.remove(id, row)) {
            return;
        }
        var value = value(id);
        order.remove(other -> value(other).compareTo(value));
        values.set(id, null);
        free.push(id);
        if (words != null && words.isWornBy(id >>> Segments.BITS)) {
            int from = id & -Segments.ROWS;
            words.clear(id >>> Segments.BITS);
            for (int other = from; other < from + Segments.ROWS; other++) {
                var text = values.get(other);
                if (text != null) {
                    words.add(other >>> Segments.BITS, text.toString());
                }
            }
        }
    }

    /** Tells the ids of values that contain a lower-case word. */
    void search(String word, IntConsumer found) {
        var candidates = Objects.requireNonNull(words, "only searchable ones are searched")
                .candidates(word);
        if (candidates == null) {
            for (int id = 0; id < next; id++) {
                check(id, word, found);
            }
            return;
        }
        for (int segment = candidates.nextSetBit(0); segment >= 0; segment = candidates.nextSetBit(segment + 1)) {
            int from = segment << Segments.BITS;
            for (int id = from; id < from + Segments.ROWS; id++) {
                check(id, word, found);
            }
        }
    }

    private void check(int id, String word, IntConsumer found) {
        var value = values.get(id);
        if (value != null && value.toString().toLowerCase(Locale.ROOT).contains(word)) {
            found.accept(id);
        }
    }

    /** The value of an id, or null if the id is not in use. */
    @Nullable
    T valueOrNull(int id) {
        return values.get(id);
    }

    /** Puts a saved value back under its id; its rows are added by {@link #restoreRow}. */
    void restore(int id, T value) {
        values.set(id, value);
        if (words != null) {
            words.add(id >>> Segments.BITS, value.toString());
        }
    }

    void restoreRow(int id, int row) {
        rows.add(id, row);
    }

    /** Ends restoring: the ids in order, and how many there ever were. */
    void restored(int[] inOrder, int width) {
        order = OrderedIds.of(inOrder);
        next = width;
        for (int id = 0; id < width; id++) {
            if (values.get(id) == null) {
                free.push(id);
            }
        }
    }
}
