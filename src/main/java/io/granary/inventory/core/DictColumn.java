// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** A column with one value of a dictionary in each row. */
final class DictColumn<T extends Comparable<T>> {
    private final Dictionary<T> dictionary;
    private final Ints ids;

    DictColumn(Dictionary<T> dictionary) {
        this(dictionary, new Ints());
    }

    private DictColumn(Dictionary<T> dictionary, Ints ids) {
        this.dictionary = dictionary;
        this.ids = ids;
    }

    DictColumn<T> freeze() {
        return new DictColumn<>(dictionary.freeze(), ids.freeze());
    }

    Dictionary<T> dictionary() {
        return dictionary;
    }

    int id(int row) {
        return ids.get(row);
    }

    T value(int row) {
        return dictionary.value(ids.get(row));
    }

    void add(int row, T value) {
        ids.set(row, dictionary.add(value, row));
    }

    void change(int row, T value) {
        int old = ids.get(row);
        if (!dictionary.value(old).equals(value)) {
            int changed = dictionary.add(value, row);
            dictionary.remove(old, row);
            ids.set(row, changed);
        }
    }

    void remove(int row) {
        dictionary.remove(ids.get(row), row);
    }

    /** Negative, zero or positive as the row's value stands before, at or behind another. */
    int compare(int row, int id, T value) {
        int own = ids.get(row);
        return own == id ? 0 : dictionary.value(own).compareTo(value);
    }

    void restoreRow(int row, int id) {
        ids.set(row, id);
        dictionary.restoreRow(id, row);
    }
}
