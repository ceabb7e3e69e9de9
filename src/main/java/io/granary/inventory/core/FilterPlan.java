// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.LabelSelector.Requirement;
import io.granary.kernel.SiteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/** Answers a filter from the indexes of one snapshot. Agrees with {@link Filter#admits}. */
final class FilterPlan {
    private final Table table;
    private final SiteMasks masks;
    private final List<RoaringBitmap> all = new ArrayList<>();
    private final List<RoaringBitmap> none = new ArrayList<>();

    private FilterPlan(Table table, SiteMasks masks) {
        this.table = table;
        this.masks = masks;
    }

    /** The admitted rows; not to be changed. */
    static RoaringBitmap rows(Filter filter, Table table, SiteMasks masks) {
        var plan = new FilterPlan(table, masks);
        if (filter.sight() instanceof Sight.Only sight) {
            plan.all.add(masks.seenBy(sight, table));
        }
        if (!filter.siteLabels().requirements().isEmpty()) {
            plan.all.add(masks.labelled(filter.siteLabels(), table));
        }
        filter.labels().requirements().forEach(plan::add);
        filter.fields().terms().forEach(plan::add);
        filter.words().forEach(word -> plan.all.add(plan.mentioning(word)));
        return plan.result();
    }

    private RoaringBitmap result() {
        all.sort(Comparator.comparingInt(RoaringBitmap::getCardinality));
        if (all.isEmpty() && none.isEmpty()) {
            return table.rows.live();
        }
        var result = all.isEmpty() ? table.rows.live() : all.getFirst();
        for (int at = 1; at < all.size(); at++) {
            result = RoaringBitmap.and(result, all.get(at));
        }
        for (var without : none) {
            result = RoaringBitmap.andNot(result, without);
        }
        return result;
    }

    private void add(Requirement requirement) {
        var key = requirement.key();
        switch (requirement.operator()) {
            case IN -> all.add(withLabel(requirement));
            case NOT_IN -> none.add(withLabel(requirement));
            case EXISTS -> all.add(rows(table.many.labelKeys(), key));
            case MISSING -> none.add(rows(table.many.labelKeys(), key));
            case GREATER, LESS -> all.add(comparing(requirement));
        }
    }

    private RoaringBitmap withLabel(Requirement requirement) {
        var labels = table.many.labels();
        if (requirement.values().size() == 1) {
            return rows(
                    labels,
                    requirement.key() + "=" + requirement.values().iterator().next());
        }
        var rows = new RoaringBitmap();
        for (var value : requirement.values()) {
            int id = labels.find(requirement.key() + "=" + value);
            if (id >= 0) {
                labels.rows().orInto(id, rows);
            }
        }
        return rows;
    }

    private RoaringBitmap comparing(Requirement requirement) {
        var labels = table.many.labels();
        var rows = new RoaringBitmap();
        eachValue(table, requirement.key(), id -> {
            if (requirement.compares(
                    labels.value(id).substring(requirement.key().length() + 1))) {
                labels.rows().orInto(id, rows);
            }
        });
        return rows;
    }

    /** Tells the ids of all pairs with this label key, by value. */
    static void eachValue(Table table, String key, IntConsumer found) {
        var labels = table.many.labels();
        var prefix = key + "=";
        long position = labels.order().ceiling(id -> labels.value(id).compareTo(prefix));
        for (int id = labels.order().at(position); id >= 0; id = labels.order().at(position)) {
            if (!labels.value(id).startsWith(prefix)) {
                return;
            }
            found.accept(id);
            position = labels.order().next(position);
        }
    }

    private void add(FieldSelector.Term term) {
        (term.operator() == FieldSelector.Operator.EQUALS ? all : none).add(having(term.field(), term.value()));
    }

    private RoaringBitmap having(Field field, String value) {
        return switch (field) {
            case OBJECT_NAME -> objectName(value);
            case NAME -> named(value);
            case CREATED -> createdAt(value);
            case SITE_NAMESPACE, SITE_NAME, FRESHNESS -> masks.having(field, value, table);
            case SITE ->
                value.isEmpty() || value.length() > 63
                        ? new RoaringBitmap()
                        : rows(table.site.dictionary(), new SiteId(value));
            case CPU, MEMORY, DISK -> number(field, value);
            case NETWORK -> rows(table.many.networks(), value);
            case NAMESPACE, RUN_STRATEGY, IMAGE, STATUS, PHASE, NODE, OS ->
                rows(table.column(field).dictionary(), value);
        };
    }

    private static <T extends Comparable<T>> RoaringBitmap rows(Dictionary<T> dictionary, T value) {
        int id = dictionary.find(value);
        return id < 0 ? new RoaringBitmap() : dictionary.rows().rows(id);
    }

    private RoaringBitmap number(Field field, String value) {
        try {
            long number = Long.parseLong(value);
            var column = table.numbers.get(field);
            return column == null || !Long.toString(number).equals(value)
                    ? new RoaringBitmap()
                    : rows(column.dictionary(), number);
        } catch (NumberFormatException _) {
            throw new BadQuery(field.path() + " is a whole number, not '" + value + "'");
        }
    }

    private RoaringBitmap named(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        return run(table.rows.byName(), row -> table.rows.bytes().names().compare(row, bytes));
    }

    private RoaringBitmap createdAt(String value) {
        try {
            long seconds = Long.parseLong(value);
            return run(table.rows.byCreated(), row -> Long.compare(table.created.get(row), seconds));
        } catch (NumberFormatException _) {
            throw new BadQuery(Field.CREATED.path() + " is a whole number of seconds since 1970, not '" + value + "'");
        }
    }

    private RoaringBitmap objectName(String value) {
        var rows = new RoaringBitmap();
        var namespaces = table.column(Field.NAMESPACE).dictionary();
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
            int id = namespaces.find(value.substring(0, dot));
            if (id >= 0) {
                var named = named(value.substring(dot + 1));
                rows.or(RoaringBitmap.and(named, namespaces.rows().rows(id)));
            }
        }
        return rows;
    }

    private static RoaringBitmap run(OrderedIds order, OrderedIds.Probe probe) {
        var rows = new RoaringBitmap();
        long position = order.ceiling(probe);
        for (int row = order.at(position); row >= 0 && probe.compare(row) == 0; row = order.at(position)) {
            rows.add(row);
            position = order.next(position);
        }
        return rows;
    }

    private RoaringBitmap mentioning(String word) {
        if (word.length() < 3) {
            return beginning(word);
        }
        var rows = new RoaringBitmap();
        for (var field : List.of(Field.NAMESPACE, Field.IMAGE, Field.OS, Field.NODE)) {
            var dictionary = table.column(field).dictionary();
            dictionary.search(word, id -> dictionary.rows().orInto(id, rows));
        }
        table.many.labels().search(word, id -> table.many.labels().rows().orInto(id, rows));
        rows.or(masks.named(word, table));
        searchBytes(word, rows);
        return rows;
    }

    private void searchBytes(String word, RoaringBitmap rows) {
        var bytes = table.rows.bytes();
        var needle = word.getBytes(StandardCharsets.UTF_8);
        IntConsumer search = segment -> {
            bytes.names().find(segment, needle, rows::add);
            bytes.addresses().find(segment, needle, rows::add);
        };
        var candidates = bytes.words().candidates(word);
        if (candidates != null) {
            int parts = 1 << TableWriter.WORD_BITS - Segments.BITS;
            for (int candidate = candidates.nextSetBit(0);
                    candidate >= 0;
                    candidate = candidates.nextSetBit(candidate + 1)) {
                for (int segment = candidate * parts; segment < (candidate + 1) * parts; segment++) {
                    search.accept(segment);
                }
            }
            return;
        }
        int last = table.rows.live().isEmpty() ? -1 : table.rows.live().last() >>> Segments.BITS;
        for (int segment = 0; segment <= last; segment++) {
            search.accept(segment);
        }
    }

    private RoaringBitmap beginning(String word) {
        var bytes = word.getBytes(StandardCharsets.UTF_8);
        return run(table.rows.byName(), row -> table.rows.bytes().names().comparePrefix(row, bytes));
    }
}
