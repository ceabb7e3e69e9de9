// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.FacetRequest.By;
import io.granary.inventory.core.FacetRequest.ByField;
import io.granary.inventory.core.Facets.Facet;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Answers remembered from snapshot to snapshot, for as long as nothing they were made from changes: under a thousand
 * changes of status a second, the counts by site, node or label stay what they are.
 */
final class Answers {
    private static final List<Field> WORDS = List.of(Field.NAMESPACE, Field.IMAGE, Field.OS, Field.NODE);

    private final Memo<Question, RoaringBitmap> rows = new Memo<>(256);
    private final Memo<Question, Facet> facets = new Memo<>(2048);

    RoaringBitmap rows(Filter filter, TableView view) {
        return rows.get(
                new Question(filter, versions(filter, view)), _ -> FilterPlan.rows(filter, view.table(), view.masks()));
    }

    Facet facet(FacetRequest request, By by, FacetCounter counter, TableView view) {
        var made = versions(request.filter(), view);
        made.addAll(versions(by, view));
        return facets.get(
                new Question(List.of(request.filter(), by, request.top()), made),
                _ -> counter.count(by, request.top()));
    }

    /** A question, and the versions of all that its answer is made from. */
    private record Question(Object asked, List<Long> versions) {}

    private static List<Long> versions(Filter filter, TableView view) {
        var table = view.table();
        var versions = new ArrayList<Long>();
        versions.add(table.site.dictionary().version());
        if (!filter.sight().equals(Sight.ALL)
                || !filter.siteLabels().requirements().isEmpty()) {
            versions.add(view.sitesVersion());
        }
        if (!filter.labels().requirements().isEmpty() || !filter.text().isEmpty()) {
            versions.add(table.many.labels().version());
        }
        if (!filter.text().isEmpty()) {
            versions.add(table.textVersion);
            versions.add(view.sitesVersion());
            WORDS.forEach(field -> versions.add(table.column(field).dictionary().version()));
        }
        filter.fields().terms().forEach(term -> versions.add(version(term.field(), view)));
        return versions;
    }

    private static List<Long> versions(By by, TableView view) {
        return switch (by) {
            case ByField(Field field) -> List.of(version(field, view));
            case FacetRequest.ByLabel _, FacetRequest.ByLabelKey _ ->
                List.of(view.table().many.labels().version());
            case FacetRequest.BySiteLabel _ -> List.of(view.sitesVersion());
        };
    }

    private static long version(Field field, TableView view) {
        var table = view.table();
        return switch (field) {
            case SITE -> table.site.dictionary().version();
            case SITE_NAME, SITE_NAMESPACE, FRESHNESS -> view.sitesVersion();
            case NETWORK -> table.many.networks().version();
            case NAMESPACE, RUN_STRATEGY, IMAGE, STATUS, PHASE, NODE, OS ->
                table.column(field).dictionary().version();
            case CPU, MEMORY, DISK -> table.number(field).dictionary().version();
            // A row's name never changes; its time of creation may, which is seldom enough to ask anew.
            case NAME, OBJECT_NAME -> table.site.dictionary().version();
            case CREATED -> view.sequence();
        };
    }
}
