// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.Order.Direction;
import io.granary.inventory.core.PageToken.Position;
import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the next rows of an order without sorting all: level by level it walks the values of the order's field, each
 * with its rows; within one value, the next level; at the end a kept order of names, times or keys. Few rows are sorted
 * outright.
 */
final class Pager {
    /** So many rows are sorted faster than found in a kept order. */
    static final int FEW_ROWS = 512;

    private final TableView view;
    private final Table table;
    private final List<Order> orders;
    private final int limit;
    private final int few;
    private final List<Integer> found = new ArrayList<>();

    Pager(TableView view, List<Order> orders, int limit) {
        this(view, orders, limit, FEW_ROWS);
    }

    /** With another bound of what is sorted outright, so that small tests see the large way, too. */
    Pager(TableView view, List<Order> orders, int limit, int few) {
        this.few = few;
        this.view = view;
        this.table = view.table();
        this.orders = expanded(orders);
        this.limit = limit;
    }

    /** The first rows behind a position. */
    List<Integer> rows(RoaringBitmap rows, @Nullable Position after) {
        if (after != null && after.values().size() != orders.size()) {
            throw new BadQuery("continue: the token is of a list in another order");
        }
        collect(rows, 0, after);
        return found;
    }

    /** The place of a row in this order. */
    Position position(VmRow row) {
        return new Position(
                RowKey.of(row),
                orders.stream()
                        .map(order -> FieldValues.text(row, order.field()))
                        .toList());
    }

    private static List<Order> expanded(List<Order> orders) {
        var expanded = new ArrayList<Order>();
        for (var order : orders) {
            if (order.field() == Field.OBJECT_NAME) {
                expanded.add(new Order(Field.NAMESPACE, order.direction()));
                expanded.add(new Order(Field.NAME, order.direction()));
            } else {
                expanded.add(order);
            }
        }
        return expanded;
    }

    private boolean full() {
        return found.size() >= limit;
    }

    private void collect(RoaringBitmap rows, int level, @Nullable Position after) {
        if (full() || rows.isEmpty()) {
            return;
        }
        if (rows.getCardinality() <= few) {
            sort(rows, after);
            return;
        }
        if (level == orders.size()) {
            walk(rows, table.rows.byKey(), after == null ? null : table.byKey(after.key()));
            return;
        }
        var field = orders.get(level).field();
        switch (field) {
            case NAME, CREATED -> ordered(rows, level, after);
            case SITE_NAME, SITE_NAMESPACE -> grouped(rows, level, after);
            case SITE -> values(table.site.dictionary(), rows, level, after);
            case CPU, MEMORY, DISK -> {
                var column = table.numbers.get(field);
                if (column != null) {
                    values(column.dictionary(), rows, level, after);
                }
            }
            case NAMESPACE, RUN_STRATEGY, IMAGE, STATUS, PHASE, NODE, OS ->
                values(table.column(field).dictionary(), rows, level, after);
            case OBJECT_NAME, NETWORK, FRESHNESS -> throw new BadQuery("Cannot sort by " + field.path());
        }
    }

    private <T extends Comparable<T>> void values(
            Dictionary<T> dictionary, RoaringBitmap rows, int level, @Nullable Position after) {
        var order = dictionary.order();
        boolean up = orders.get(level).direction() == Direction.ASCENDING;
        var from = after == null ? null : after.values().get(level);
        long at = up ? order.first() : order.last();
        if (from != null) {
            at = order.ceiling(id -> comparison(dictionary.value(id), from));
            int id = order.at(at);
            if (!up && (id < 0 || comparison(dictionary.value(id), from) > 0)) {
                at = id < 0 ? order.last() : order.previous(at);
            }
        }
        for (int id = order.at(at); id >= 0 && !full(); id = order.at(at)) {
            boolean same = from != null && comparison(dictionary.value(id), from) == 0;
            if (dictionary.rows().countIn(id, rows) > 0) {
                collect(RoaringBitmap.and(rows, dictionary.rows().rows(id)), level + 1, same ? after : null);
            }
            at = up ? order.next(at) : order.previous(at);
        }
    }

    private static int comparison(Object value, String text) {
        return switch (value) {
            case Long number -> {
                try {
                    yield Long.compare(number, Long.parseLong(text));
                } catch (NumberFormatException _) {
                    throw new BadQuery("continue: the token is of a list in another order");
                }
            }
            case SiteId site -> site.value().compareTo(text);
            default -> value.toString().compareTo(text);
        };
    }

    private void grouped(RoaringBitmap rows, int level, @Nullable Position after) {
        var order = orders.get(level);
        var groups = view.groups(order.field());
        var from = after == null ? null : after.values().get(level);
        var rest = order.direction() == Direction.ASCENDING ? groups : groups.descendingMap();
        if (from != null) {
            rest = rest.tailMap(from, true);
        }
        for (var group : rest.entrySet()) {
            collect(
                    RoaringBitmap.and(rows, group.getValue()),
                    level + 1,
                    group.getKey().equals(from) ? after : null);
            if (full()) {
                return;
            }
        }
    }

    private void ordered(RoaringBitmap rows, int level, @Nullable Position after) {
        boolean byName = orders.get(level).field() == Field.NAME;
        var order = byName ? table.rows.byName() : table.rows.byCreated();
        if (level == orders.size() - 1) {
            walk(rows, order, after == null ? null : probe(byName, after, level));
            return;
        }
        boolean up = orders.get(level).direction() == Direction.ASCENDING;
        var from = after == null ? null : after.values().get(level);
        long at = up ? order.first() : order.last();
        var group = new RoaringBitmap();
        @Nullable String of = null;
        for (int row = order.at(at); row >= 0 && !full(); row = order.at(at)) {
            if (rows.contains(row)) {
                var value = byName ? table.name(row) : Integer.toString(table.created.get(row));
                if (!value.equals(of)) {
                    finish(group, level, of, after, from);
                    group = new RoaringBitmap();
                    of = value;
                }
                group.add(row);
            }
            at = up ? order.next(at) : order.previous(at);
        }
        finish(group, level, of, after, from);
    }

    private void finish(
            RoaringBitmap group, int level, @Nullable String of, @Nullable Position after, @Nullable String from) {
        if (of == null || full()) {
            return;
        }
        if (from != null && after != null) {
            int order = orders.get(level).field() == Field.NAME
                    ? of.compareTo(from)
                    : Long.compare(Long.parseLong(of), Long.parseLong(from));
            int way = orders.get(level).direction() == Direction.ASCENDING ? order : -order;
            if (way < 0) {
                return;
            }
            collect(group, level + 1, way == 0 ? after : null);
            return;
        }
        collect(group, level + 1, null);
    }

    private OrderedIds.Probe probe(boolean byName, Position after, int level) {
        return byName
                ? table.byName(after.key())
                : table.byCreated(Long.parseLong(after.values().get(level)), after.key());
    }

    private Direction lastDirection() {
        return orders.isEmpty() ? Direction.ASCENDING : orders.getLast().direction();
    }

    private void walk(RoaringBitmap rows, OrderedIds order, OrderedIds.@Nullable Probe after) {
        boolean up = lastDirection() == Direction.ASCENDING;
        long at = up ? order.first() : order.last();
        if (after != null) {
            at = order.ceiling(after);
            if (up) {
                int row = order.at(at);
                at = row >= 0 && after.compare(row) == 0 ? order.next(at) : at;
            } else {
                at = order.at(at) < 0 ? before(order, after) : order.previous(at);
            }
        }
        IntPredicate admitted = rows::contains;
        for (int row = order.at(at); row >= 0 && !full(); row = order.at(at)) {
            if (admitted.test(row)) {
                found.add(row);
            }
            at = up ? order.next(at) : order.previous(at);
        }
    }

    private static long before(OrderedIds order, OrderedIds.Probe after) {
        long last = order.last();
        int row = order.at(last);
        return row >= 0 && after.compare(row) == 0 ? order.previous(last) : last;
    }

    private void sort(RoaringBitmap rows, @Nullable Position after) {
        var keys = new ArrayList<Keyed>(rows.getCardinality());
        rows.forEach((org.roaringbitmap.IntConsumer) row -> keys.add(new Keyed(row, position(view.row(row)))));
        Comparator<Position> order = this::compare;
        keys.stream()
                .filter(keyed -> after == null || order.compare(keyed.at, after) > 0)
                .sorted(Comparator.comparing(Keyed::at, order))
                .limit((long) limit - found.size())
                .forEach(keyed -> found.add(keyed.row));
    }

    private int compare(Position one, Position other) {
        for (int level = 0; level < orders.size(); level++) {
            var field = orders.get(level).field();
            var left = one.values().get(level);
            var right = other.values().get(level);
            int order = field == Field.CREATED || Table.NUMBERS.contains(field)
                    ? Long.compare(Long.parseLong(left), Long.parseLong(right))
                    : left.compareTo(right);
            if (order != 0) {
                return orders.get(level).direction() == Direction.ASCENDING ? order : -order;
            }
        }
        int order = one.key().compareTo(other.key());
        return lastDirection() == Direction.ASCENDING ? order : -order;
    }

    private record Keyed(int row, Position at) {}
}
