// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * All rows by column. The one writer changes its own table (through {@link TableWriter}) and freezes it into snapshots
 * that share whatever did not change.
 */
final class Table {
    static final List<Field> TEXTS =
            List.of(Field.NAMESPACE, Field.STATUS, Field.RUN_STRATEGY, Field.NODE, Field.OS, Field.IMAGE, Field.PHASE);
    static final List<Field> NUMBERS = List.of(Field.CPU, Field.MEMORY, Field.DISK);

    final Map<Field, DictColumn<String>> texts;
    final Map<Field, DictColumn<Long>> numbers;
    final DictColumn<SiteId> site;
    final Many many;
    final Ints created;
    final Longs sequences;
    final Rows rows;
    /** Differs between two snapshots if the words of a row do, or a row came or went. */
    final long textVersion;

    /** Dictionaries of which a row has any number of values; which ones stands in its body. */
    record Many(Dictionary<String> networks, Dictionary<String> labels, Dictionary<String> labelKeys) {
        Many freeze() {
            return new Many(networks.freeze(), labels.freeze(), labelKeys.freeze());
        }
    }

    /** What is kept for each row as bytes. */
    record Bytes(Segments names, Segments addresses, Segments bodies, Trigrams words) {
        Bytes freeze() {
            return new Bytes(names.freeze(), addresses.freeze(), bodies.freeze(), words.freeze());
        }
    }

    /** Which rows there are, and their orders. */
    record Rows(Bytes bytes, RoaringBitmap live, OrderedIds byKey, OrderedIds byName, OrderedIds byCreated) {}

    Table() {
        textVersion = 0;
        texts = new EnumMap<>(Field.class);
        for (var field : TEXTS) {
            boolean few = field == Field.STATUS || field == Field.RUN_STRATEGY || field == Field.PHASE;
            Dictionary<String> values = few ? Dictionary.plain() : Dictionary.searchable();
            texts.put(field, new DictColumn<String>(values));
        }
        numbers = new EnumMap<>(Field.class);
        NUMBERS.forEach(field -> numbers.put(field, new DictColumn<Long>(Dictionary.<Long>plain())));
        site = new DictColumn<SiteId>(Dictionary.<SiteId>plain());
        many = new Many(Dictionary.plain(), Dictionary.searchable(), Dictionary.plain());
        created = new Ints();
        sequences = new Longs();
        rows = new Rows(
                new Bytes(new Segments(), new Segments(), new Segments(), new Trigrams()),
                new RoaringBitmap(),
                new OrderedIds(),
                new OrderedIds(),
                new OrderedIds());
    }

    /** Takes the parts of another, with other rows; to restore. */
    Table(Table of, Rows rows) {
        textVersion = 0;
        texts = of.texts;
        numbers = of.numbers;
        site = of.site;
        many = of.many;
        created = of.created;
        sequences = of.sequences;
        this.rows = rows;
    }

    private Table(Table live, RoaringBitmap rowsOfSnapshot, long textVersion) {
        this.textVersion = textVersion;
        texts = new EnumMap<>(Field.class);
        live.texts.forEach((field, column) -> texts.put(field, column.freeze()));
        numbers = new EnumMap<>(Field.class);
        live.numbers.forEach((field, column) -> numbers.put(field, column.freeze()));
        site = live.site.freeze();
        many = live.many.freeze();
        created = live.created.freeze();
        sequences = live.sequences.freeze();
        var frozen = live.rows;
        rows = new Rows(
                frozen.bytes.freeze(),
                rowsOfSnapshot,
                frozen.byKey.freeze(),
                frozen.byName.freeze(),
                frozen.byCreated.freeze());
    }

    /** A snapshot; {@code rowsOfSnapshot} is a copy of the live rows, the last one if none came or went. */
    Table freeze(RoaringBitmap rowsOfSnapshot, long version) {
        return new Table(this, rowsOfSnapshot, version);
    }

    int size() {
        return rows.byKey.size();
    }

    VmRow row(int row, Map<SiteId, SiteRow> sites) {
        return RowCodec.decode(this, row, sites);
    }

    String name(int row) {
        return new String(rows.bytes.names.get(row), StandardCharsets.UTF_8);
    }

    /** The row of this key, or -1. */
    int find(SiteId ofSite, String namespace, String name) {
        var probe = probe(ofSite, namespace, name);
        return probe == null ? -1 : rows.byKey.find(probe);
    }

    private OrderedIds.@Nullable Probe probe(SiteId ofSite, String namespace, String name) {
        int siteId = site.dictionary().find(ofSite);
        var namespaces = column(Field.NAMESPACE);
        int namespaceId = namespaces.dictionary().find(namespace);
        return siteId < 0 || namespaceId < 0 ? null : byKey(new RowKey(ofSite, namespace, name));
    }

    /** Compares rows with a key: by site, VM namespace and VM name. */
    OrderedIds.Probe byKey(RowKey key) {
        int siteId = site.dictionary().find(key.site());
        var namespaces = column(Field.NAMESPACE);
        int namespaceId = namespaces.dictionary().find(key.namespace());
        var name = key.name().getBytes(StandardCharsets.UTF_8);
        return row -> {
            int order = site.compare(row, siteId, key.site());
            if (order == 0) {
                order = namespaces.compare(row, namespaceId, key.namespace());
            }
            return order != 0 ? order : rows.bytes.names.compare(row, name);
        };
    }

    OrderedIds.Probe byName(RowKey key) {
        var name = key.name().getBytes(StandardCharsets.UTF_8);
        var rest = byKey(key);
        return row -> {
            int order = rows.bytes.names.compare(row, name);
            return order != 0 ? order : rest.compare(row);
        };
    }

    OrderedIds.Probe byCreated(long at, RowKey key) {
        var rest = byKey(key);
        return row -> {
            int order = Long.compare(created.get(row), at);
            return order != 0 ? order : rest.compare(row);
        };
    }

    RowKey key(int row) {
        return new RowKey(site.value(row), column(Field.NAMESPACE).value(row), name(row));
    }

    /** The column of a field of {@link #TEXTS}. */
    DictColumn<String> column(Field field) {
        var column = texts.get(field);
        if (column == null) {
            throw new IllegalStateException(field + " is no text column");
        }
        return column;
    }

    /** The column of a field of {@link #NUMBERS}. */
    DictColumn<Long> number(Field field) {
        var column = numbers.get(field);
        if (column == null) {
            throw new IllegalStateException(field + " is no number column");
        }
        return column;
    }
}
