// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** One published snapshot. */
final class TableView implements InventoryView {
    private static final int WALK = 1000;

    private final Table table;
    private final Map<SiteId, SiteRow> sites;
    private final long sequence;
    private final SiteMasks masks;
    private final Answers answers;
    private final long sitesVersion;
    private volatile @Nullable List<SiteRow> notLive;
    private final Memo<Field, NavigableMap<String, RoaringBitmap>> groups = new Memo<>(8);
    private final Memo<Boolean, Map<String, SiteRow>> byNamespace = new Memo<>(8);

    TableView(Table table, Map<SiteId, SiteRow> sites, long sequence, @Nullable TableView last) {
        this.table = table;
        this.sites = sites;
        this.sequence = sequence;
        this.answers = last == null ? new Answers() : last.answers;
        this.sitesVersion = last == null ? 0 : last.sites == sites ? last.sitesVersion : last.sitesVersion + 1;
        this.notLive = last != null && last.sites == sites ? last.notLive : null;
        this.masks = last == null ? new SiteMasks(sites, table.rows.live()) : last.masks.next(sites, table.rows.live());
    }

    Table table() {
        return table;
    }

    SiteMasks masks() {
        return masks;
    }

    /** Differs between two snapshots if a site does. */
    long sitesVersion() {
        return sitesVersion;
    }

    Map<SiteId, SiteRow> siteMap() {
        return sites;
    }

    VmRow row(int row) {
        return table.row(row, sites);
    }

    NavigableMap<String, RoaringBitmap> groups(Field field) {
        return groups.get(field, key -> masks.grouped(key, table));
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public List<SiteRow> sites() {
        return sites.values().stream().sorted(Comparator.comparing(SiteRow::id)).toList();
    }

    @Override
    public Optional<SiteRow> site(SiteId site) {
        return Optional.ofNullable(sites.get(site));
    }

    @Override
    public Optional<SiteRow> siteOfNamespace(String siteNamespace) {
        return Optional.ofNullable(byNamespace
                .get(
                        Boolean.TRUE,
                        _ -> sites.values().stream()
                                .collect(Collectors.toMap(
                                        SiteRow::namespace, site -> site, (one, _) -> one, HashMap::new)))
                .get(siteNamespace));
    }

    @Override
    public Optional<VmRow> get(SiteId site, String namespace, String name) {
        int row = table.find(site, namespace, name);
        return row < 0 ? Optional.empty() : Optional.of(row(row));
    }

    @Override
    public int count(Filter filter) {
        return rows(filter).getCardinality();
    }

    RoaringBitmap rows(Filter filter) {
        return filter.equals(Filter.ALL) ? table.rows.live() : answers.rows(filter, this);
    }

    @Override
    public Facets facets(FacetRequest request) {
        var rows = rows(request.filter());
        var counter = new FacetCounter(table, sites, rows);
        return new Facets(
                sequence,
                rows.getCardinality(),
                request.by().stream()
                        .map(by -> answers.facet(request, by, counter, this))
                        .toList());
    }

    @Override
    public List<SiteRow> outOfTouch(Filter filter) {
        var asked = notLive().stream()
                .filter(site -> !(site.freshness() instanceof Freshness.Pending))
                .toList();
        if (asked.isEmpty()) {
            return asked;
        }
        var rows = rows(filter);
        var dictionary = table.site.dictionary();
        return asked.stream()
                .filter(site -> {
                    int id = dictionary.find(site.id());
                    return id >= 0 && dictionary.rows().countIn(id, rows) > 0;
                })
                .toList();
    }

    @Override
    public List<SiteRow> unread() {
        return notLive().stream()
                .filter(site -> site.freshness() instanceof Freshness.Pending)
                .toList();
    }

    /** Found once for all snapshots with the same sites: every answer warns of them. */
    private List<SiteRow> notLive() {
        var known = notLive;
        if (known == null) {
            known = sites.values().stream()
                    .filter(site -> !(site.freshness() instanceof Freshness.Live))
                    .sorted(Comparator.comparing(SiteRow::id))
                    .toList();
            notLive = known;
        }
        return known;
    }

    @Override
    public void walk(Filter filter, List<Order> orders, Predicate<VmRow> visitor) {
        var rows = rows(filter);
        PageToken.@Nullable Position after = null;
        while (true) {
            var pager = new Pager(this, orders, WALK);
            var found = pager.rows(rows, after);
            for (int row : found) {
                var made = row(row);
                if (!visitor.test(made)) {
                    return;
                }
                after = pager.position(made);
            }
            if (found.size() < WALK) {
                return;
            }
        }
    }

    /** A page behind a position. */
    PageAnswer.Page page(PageRequest request, PageToken.@Nullable Position after, int given) {
        var rows = rows(request.filter());
        var pager = new Pager(this, request.orders(), request.limit());
        var found = pager.rows(rows, after).stream().map(this::row).toList();
        int total = rows.getCardinality();
        int remaining = Math.max(0, total - given - found.size());
        boolean more = found.size() == request.limit() && remaining > 0;
        var token = more
                ? new PageToken(
                                sequence,
                                PageToken.question(request),
                                given + found.size(),
                                pager.position(found.getLast()))
                        .text()
                : "";
        return new PageAnswer.Page(this, found, total, more ? remaining : 0, token);
    }
}
