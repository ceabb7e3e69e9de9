// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.FacetRequest.By;
import io.granary.inventory.core.FacetRequest.ByField;
import io.granary.inventory.core.FacetRequest.ByLabel;
import io.granary.inventory.core.FacetRequest.ByLabelKey;
import io.granary.inventory.core.FacetRequest.BySiteLabel;
import io.granary.inventory.core.Facets.Count;
import io.granary.inventory.core.Facets.Facet;
import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Counts the rows of one filter by value. */
final class FacetCounter {
    private static final int FEW_VALUES = 64;
    private static final Comparator<Count> BEST_FIRST =
            Comparator.comparingInt(Count::rows).reversed().thenComparing(Count::value);

    private final Table table;
    private final Map<SiteId, SiteRow> sites;
    private final RoaringBitmap rows;
    private final boolean everything;
    /** Counted when first needed; by any of the threads that share this. */
    private volatile int @Nullable [] bySite;

    FacetCounter(Table table, Map<SiteId, SiteRow> sites, RoaringBitmap rows) {
        this.table = table;
        this.sites = sites;
        this.rows = rows;
        this.everything = rows.getCardinality() == table.size();
    }

    Facet count(By by, int top) {
        var counts = new Counts(top);
        switch (by) {
            case ByField(Field field) -> count(field, counts);
            case ByLabel(String key) -> {
                var labels = table.many.labels();
                FilterPlan.eachValue(
                        table, key, id -> counts.add(labels.value(id).substring(key.length() + 1), rowsOf(labels, id)));
            }
            case BySiteLabel(String key) -> bySite(counts, site -> site.labels().get(key));
            case ByLabelKey() -> each(table.many.labelKeys(), counts);
        }
        return new Facet(by, counts.distinct, counts.best());
    }

    private void count(Field field, Counts counts) {
        switch (field) {
            case SITE -> bySite(counts, site -> site.id().value());
            case SITE_NAME, SITE_NAMESPACE, FRESHNESS -> bySite(counts, site -> SiteMasks.text(site, field));
            case NETWORK -> each(table.many.networks(), counts);
            case CPU, MEMORY, DISK -> each(table.number(field), counts);
            case NAMESPACE, RUN_STRATEGY, IMAGE, STATUS, PHASE, NODE, OS -> each(table.column(field), counts);
            case OBJECT_NAME, NAME, CREATED -> throw new BadQuery("Cannot count by " + field.path());
        }
    }

    private <T extends Comparable<T>> int rowsOf(Dictionary<T> dictionary, int id) {
        return everything ? dictionary.rows().count(id) : dictionary.rows().countIn(id, rows);
    }

    private <T extends Comparable<T>> void each(Dictionary<T> dictionary, Counts counts) {
        for (int id = 0; id < dictionary.width(); id++) {
            var value = dictionary.valueOrNull(id);
            int count = value == null ? 0 : rowsOf(dictionary, id);
            if (value != null && count > 0) {
                counts.add(value.toString(), count);
            }
        }
    }

    private <T extends Comparable<T>> void each(DictColumn<T> column, Counts counts) {
        var dictionary = column.dictionary();
        if (everything || dictionary.width() <= FEW_VALUES) {
            each(dictionary, counts);
            return;
        }
        var tally = tally(column);
        for (int id = 0; id < tally.length; id++) {
            if (tally[id] > 0) {
                counts.add(dictionary.value(id).toString(), tally[id]);
            }
        }
    }

    private <T extends Comparable<T>> int[] tally(DictColumn<T> column) {
        var tally = new int[column.dictionary().width()];
        rows.forEach((org.roaringbitmap.IntConsumer) row -> tally[column.id(row)]++);
        return tally;
    }

    private void bySite(Counts counts, Function<SiteRow, @Nullable String> text) {
        var sums = new HashMap<String, Integer>();
        var dictionary = table.site.dictionary();
        IntConsumer add = id -> {
            var value = dictionary.valueOrNull(id);
            var site = value == null ? null : sites.get(value);
            var key = site == null ? null : text.apply(site);
            if (key != null) {
                sums.merge(key, siteCounts()[id], Integer::sum);
            }
        };
        for (int id = 0; id < dictionary.width(); id++) {
            if (siteCounts()[id] > 0) {
                add.accept(id);
            }
        }
        sums.forEach(counts::add);
    }

    private int[] siteCounts() {
        var counted = bySite;
        if (counted == null) {
            counted = everything ? allSiteCounts() : tally(table.site);
            bySite = counted;
        }
        return counted;
    }

    private int[] allSiteCounts() {
        var dictionary = table.site.dictionary();
        var counts = new int[dictionary.width()];
        for (int id = 0; id < counts.length; id++) {
            counts[id] = dictionary.rows().count(id);
        }
        return counts;
    }

    /** Keeps the best. */
    private static final class Counts {
        private final int top;
        private final PriorityQueue<Count> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
        private int distinct;

        Counts(int top) {
            this.top = top;
        }

        void add(String value, int rows) {
            if (rows == 0 || value.isEmpty()) {
                return;
            }
            distinct++;
            var worst = worstFirst.peek();
            if (worst != null && worstFirst.size() == top && rows < worst.rows()) {
                return;
            }
            if (worst != null && worstFirst.size() == top) {
                if (rows == worst.rows() && value.compareTo(worst.value()) > 0) {
                    return;
                }
                worstFirst.poll();
            }
            worstFirst.add(new Count(value, rows));
        }

        List<Count> best() {
            var best = new ArrayList<>(worstFirst);
            best.sort(BEST_FIRST);
            return List.copyOf(best);
        }
    }
}
