// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.function.Function;
import org.roaringbitmap.RoaringBitmap;

/**
 * A table as flat bytes: dictionaries, columns, byte segments and orders as they lie in memory. Bitmaps and the search
 * index are not written; building them anew from the columns is as fast as reading them.
 */
final class TableCodec {
    private TableCodec() {}

    static void write(Table table, ByteSink sink) {
        var live = table.rows.live();
        sink.number(live.getCardinality());
        int last = -1;
        for (int row : live) {
            sink.number(row - last);
            last = row;
        }
        for (var field : Table.TEXTS) {
            write(table.column(field), live, sink);
        }
        for (var column : table.numbers.values()) {
            write(column, live, sink);
        }
        write(table.site, live, sink);
        write(table.many.networks(), sink);
        write(table.many.labels(), sink);
        write(table.many.labelKeys(), sink);
        for (int row : live) {
            sink.number(table.created.get(row)).number(table.sequences.get(row));
        }
        var bytes = table.rows.bytes();
        for (int segment = 0; segment <= last >>> Segments.BITS && last >= 0; segment++) {
            sink.raw(bytes.names().raw(segment));
            sink.raw(bytes.addresses().raw(segment));
            sink.raw(bytes.bodies().raw(segment));
        }
        write(table.rows.byKey(), sink);
        write(table.rows.byName(), sink);
        write(table.rows.byCreated(), sink);
    }

    private static <T extends Comparable<T>> void write(DictColumn<T> column, RoaringBitmap live, ByteSink sink) {
        write(column.dictionary(), sink);
        for (int row : live) {
            sink.number(column.id(row));
        }
    }

    private static <T extends Comparable<T>> void write(Dictionary<T> dictionary, ByteSink sink) {
        sink.number(dictionary.width());
        write(dictionary.order(), sink);
        for (int id : dictionary.order().toArray()) {
            sink.text(dictionary.value(id).toString());
        }
    }

    private static void write(OrderedIds order, ByteSink sink) {
        sink.number(order.size());
        for (int id : order.toArray()) {
            sink.number(id);
        }
    }

    static Table read(ByteSource source) {
        var table = new Table();
        var live = new RoaringBitmap();
        int last = -1;
        for (int left = source.count(); left > 0; left--) {
            last = Math.addExact(last, source.count());
            live.add(last);
        }
        for (var field : Table.TEXTS) {
            read(table.column(field), live, source, text -> text);
        }
        for (var column : table.numbers.values()) {
            read(column, live, source, Long::valueOf);
        }
        read(table.site, live, source, SiteId::new);
        read(table.many.networks(), source, text -> text);
        read(table.many.labels(), source, text -> text);
        read(table.many.labelKeys(), source, text -> text);
        for (int row : live) {
            table.created.set(row, source.count());
            table.sequences.set(row, source.number());
        }
        var bytes = table.rows.bytes();
        for (int segment = 0; segment <= last >>> Segments.BITS && last >= 0; segment++) {
            bytes.names().restore(segment, source.raw());
            bytes.addresses().restore(segment, source.raw());
            bytes.bodies().restore(segment, source.raw());
        }
        restoreLabels(table, live);
        for (int row : live) {
            TableWriter.addWords(table, row);
        }
        return new Table(table, new Table.Rows(bytes, live, order(source), order(source), order(source)));
    }

    private static void restoreLabels(Table table, RoaringBitmap live) {
        var labels = table.many.labels();
        var keyOf = new int[labels.width()];
        for (int id = 0; id < keyOf.length; id++) {
            var pair = labels.valueOrNull(id);
            keyOf[id] = pair == null ? -1 : table.many.labelKeys().find(pair.substring(0, pair.indexOf('=')));
        }
        for (int row : live) {
            var ids = RowCodec.ids(table, row);
            for (int id : ids.labels()) {
                labels.restoreRow(id, row);
                table.many.labelKeys().restoreRow(keyOf[id], row);
            }
            for (int id : ids.networks()) {
                table.many.networks().restoreRow(id, row);
            }
        }
    }

    private static <T extends Comparable<T>> void read(
            DictColumn<T> column, RoaringBitmap live, ByteSource source, Function<String, T> value) {
        read(column.dictionary(), source, value);
        for (int row : live) {
            column.restoreRow(row, source.count());
        }
    }

    private static <T extends Comparable<T>> void read(
            Dictionary<T> dictionary, ByteSource source, Function<String, T> value) {
        int width = source.count();
        var order = ids(source);
        for (int id : order) {
            dictionary.restore(id, value.apply(source.text()));
        }
        dictionary.restored(order, width);
    }

    private static OrderedIds order(ByteSource source) {
        return OrderedIds.of(ids(source));
    }

    private static int[] ids(ByteSource source) {
        var ids = new int[source.count()];
        for (int at = 0; at < ids.length; at++) {
            ids[at] = source.count();
        }
        return ids;
    }
}
