// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** Changes the writer's table: columns, dictionaries, orders and search index together. */
final class TableWriter {
    /** Rows to a segment of the search index: 128, as fewer cost memory and more cost time to verify. */
    static final int WORD_BITS = 7;

    private final Table table;
    private final Deque<Integer> free = new ArrayDeque<>();
    private int next;
    private boolean rowsChanged = true;
    private long textVersion;
    private RoaringBitmap lastLive = new RoaringBitmap();

    TableWriter(Table table) {
        this.table = table;
        next = table.rows.live().isEmpty() ? 0 : table.rows.live().last() + 1;
        for (int row = 0; row < next; row++) {
            if (!table.rows.live().contains(row)) {
                free.push(row);
            }
        }
    }

    Table table() {
        return table;
    }

    Table freeze() {
        if (rowsChanged) {
            lastLive = table.rows.live().clone();
            textVersion++;
            rowsChanged = false;
        }
        return table.freeze(lastLive, textVersion);
    }

    int find(RowKey key) {
        return table.find(key.site(), key.namespace(), key.name());
    }

    VmRow read(int row, Map<SiteId, SiteRow> sites) {
        return table.row(row, sites);
    }

    void add(VmRow added) {
        int row = free.isEmpty() ? next++ : free.pop();
        table.site.add(row, added.site().id());
        Table.TEXTS.forEach(field -> table.column(field).add(row, FieldValues.text(added, field)));
        table.numbers.forEach((field, column) -> column.add(row, FieldValues.number(added, field)));
        table.created.set(row, (int) added.vm().createdAt());
        table.sequences.set(row, added.sequence());
        var ids = new RowCodec.Ids(addLabels(added.vm(), row), addNetworks(added.vm(), row));
        var bytes = table.rows.bytes();
        bytes.names().set(row, added.vm().name().getBytes(StandardCharsets.UTF_8));
        bytes.addresses().set(row, RowCodec.addresses(added));
        bytes.bodies().set(row, RowCodec.body(added, ids));
        addWords(row, added);
        var key = RowKey.of(added);
        table.rows.byKey().insert(row, table.byKey(key));
        table.rows.byName().insert(row, table.byName(key));
        table.rows.byCreated().insert(row, table.byCreated(added.vm().createdAt(), key));
        table.rows.live().add(row);
        rowsChanged = true;
    }

    void remove(int row, VmRow removed) {
        var key = RowKey.of(removed);
        table.rows.byKey().remove(table.byKey(key));
        table.rows.byName().remove(table.byName(key));
        table.rows.byCreated().remove(table.byCreated(table.created.get(row), key));
        table.rows.live().remove(row);
        rowsChanged = true;
        var ids = RowCodec.ids(table, row);
        removeLabels(ids.labels(), row);
        removeKeys(removed.vm().labels().keySet(), row);
        removeNetworks(ids.networks(), row);
        table.site.remove(row);
        table.texts.values().forEach(column -> column.remove(row));
        table.numbers.values().forEach(column -> column.remove(row));
        var bytes = table.rows.bytes();
        bytes.names().set(row, new byte[0]);
        bytes.addresses().set(row, new byte[0]);
        bytes.bodies().set(row, new byte[0]);
        wear(row);
        free.push(row);
    }

    void change(int row, VmRow from, VmRow to) {
        Table.TEXTS.forEach(field -> table.column(field).change(row, FieldValues.text(to, field)));
        table.numbers.forEach((field, column) -> column.change(row, FieldValues.number(to, field)));
        if (table.created.get(row) != to.vm().createdAt()) {
            var key = RowKey.of(from);
            table.rows.byCreated().remove(table.byCreated(table.created.get(row), key));
            table.created.set(row, (int) to.vm().createdAt());
            table.rows.byCreated().insert(row, table.byCreated(to.vm().createdAt(), key));
        }
        table.sequences.set(row, to.sequence());
        var ids = RowCodec.ids(table, row);
        if (!from.vm().labels().equals(to.vm().labels())) {
            var added = addLabels(to.vm(), row);
            removeLabels(without(ids.labels(), added), row);
            var gone = new HashSet<>(from.vm().labels().keySet());
            gone.removeAll(to.vm().labels().keySet());
            removeKeys(gone, row);
            ids = new RowCodec.Ids(added, ids.networks());
        }
        if (!from.vm().networks().equals(to.vm().networks())) {
            var added = addNetworks(to.vm(), row);
            removeNetworks(without(ids.networks(), added), row);
            ids = new RowCodec.Ids(ids.labels(), added);
        }
        table.rows.bytes().bodies().set(row, RowCodec.body(to, ids));
        var addresses = RowCodec.addresses(to);
        if (!Arrays.equals(addresses, table.rows.bytes().addresses().get(row))) {
            table.rows.bytes().addresses().set(row, addresses);
            addWords(row, to);
            wear(row);
            textVersion++;
        }
    }

    /** Writes only the sequence: what changed is kept elsewhere, with the site. */
    void touch(int row, long sequence) {
        table.sequences.set(row, sequence);
    }

    private int[] addLabels(VmFacts vm, int row) {
        var ids = new int[vm.labels().size()];
        int at = 0;
        for (var label : vm.labels().entrySet()) {
            table.many.labelKeys().add(label.getKey(), row);
            ids[at++] = table.many.labels().add(label.getKey() + "=" + label.getValue(), row);
        }
        return ids;
    }

    private void removeLabels(int[] ids, int row) {
        for (int id : ids) {
            table.many.labels().remove(id, row);
        }
    }

    private void removeKeys(Set<String> keys, int row) {
        keys.forEach(key -> table.many.labelKeys().remove(table.many.labelKeys().find(key), row));
    }

    private int[] addNetworks(VmFacts vm, int row) {
        return vm.networks().stream()
                .mapToInt(network -> table.many.networks().add(network, row))
                .toArray();
    }

    private void removeNetworks(int[] ids, int row) {
        for (int id : ids) {
            table.many.networks().remove(id, row);
        }
    }

    private static int[] without(int[] ids, int[] kept) {
        return Arrays.stream(ids)
                .filter(id -> Arrays.stream(kept).noneMatch(other -> other == id))
                .toArray();
    }

    private void addWords(int row, VmRow to) {
        var words = table.rows.bytes().words();
        int segment = row >>> WORD_BITS;
        words.add(segment, to.vm().name());
        to.ips().forEach(ip -> words.add(segment, ip));
        to.macs().forEach(mac -> words.add(segment, mac));
    }

    private void wear(int row) {
        int segment = row >>> WORD_BITS;
        if (table.rows.bytes().words().isWornBy(segment)) {
            table.rows.bytes().words().clear(segment);
            int from = segment << WORD_BITS;
            for (int other = from; other < from + (1 << WORD_BITS); other++) {
                if (table.rows.live().contains(other)) {
                    addWords(table, other);
                }
            }
        }
    }

    /** Adds the words of a row that stands already in the columns. */
    static void addWords(Table table, int row) {
        var words = table.rows.bytes().words();
        int segment = row >>> WORD_BITS;
        words.add(segment, table.name(row));
        RowCodec.addressesOf(table, row).forEach(list -> list.forEach(address -> words.add(segment, address)));
    }
}
