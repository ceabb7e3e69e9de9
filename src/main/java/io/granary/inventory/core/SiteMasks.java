// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.roaringbitmap.RoaringBitmap;

/**
 * Rows chosen by their site alone. Handed from snapshot to snapshot for as long as no row came or went and no site
 * changed, which is nearly always: what a user may see is worked out once, not once for each snapshot.
 */
final class SiteMasks {
    private final Map<SiteId, SiteRow> sites;
    private final RoaringBitmap live;
    private final Memo<Object, RoaringBitmap> masks = new Memo<>();

    SiteMasks(Map<SiteId, SiteRow> sites, RoaringBitmap live) {
        this.sites = sites;
        this.live = live;
    }

    SiteMasks next(Map<SiteId, SiteRow> nextSites, RoaringBitmap nextLive) {
        return sites == nextSites && live == nextLive ? this : new SiteMasks(nextSites, nextLive);
    }

    RoaringBitmap seenBy(Sight.Only sight, Table table) {
        return masks.get(sight, _ -> {
            var rows = new RoaringBitmap();
            sight.wholeSites().forEach(site -> orSite(table, site, rows));
            sight.namespaces().forEach((site, names) -> {
                var ofSite = new RoaringBitmap();
                orSite(table, site, ofSite);
                var inNames = new RoaringBitmap();
                var namespaces = table.column(Field.NAMESPACE).dictionary();
                names.stream()
                        .mapToInt(namespaces::find)
                        .filter(id -> id >= 0)
                        .forEach(id -> namespaces.rows().orInto(id, inNames));
                ofSite.and(inNames);
                rows.or(ofSite);
            });
            return rows;
        });
    }

    RoaringBitmap labelled(LabelSelector selector, Table table) {
        return masks.get(selector, _ -> of(table, site -> selector.matches(site.labels())));
    }

    RoaringBitmap having(Field field, String value, Table table) {
        return masks.get(
                new Having(field, value),
                _ -> of(table, site -> text(site, field).equals(value)));
    }

    RoaringBitmap named(String word, Table table) {
        return masks.get(
                word,
                _ -> of(table, site -> site.name().toLowerCase(Locale.ROOT).contains(word)));
    }

    /** Rows by site name or namespace, in the order of these texts. */
    TreeMap<String, RoaringBitmap> grouped(Field field, Table table) {
        var groups = new TreeMap<String, RoaringBitmap>();
        sites.values()
                .forEach(site ->
                        orSite(table, site.id(), groups.computeIfAbsent(text(site, field), _ -> new RoaringBitmap())));
        return groups;
    }

    static String text(SiteRow site, Field field) {
        return switch (field) {
            case SITE_NAME -> site.name();
            case SITE_NAMESPACE -> site.namespace();
            case FRESHNESS -> site.freshness().word();
            default -> throw new IllegalArgumentException(field + " is not of a site");
        };
    }

    private RoaringBitmap of(Table table, Predicate<SiteRow> chosen) {
        var rows = new RoaringBitmap();
        sites.values().stream().filter(chosen).forEach(site -> orSite(table, site.id(), rows));
        return rows;
    }

    private static void orSite(Table table, SiteId site, RoaringBitmap rows) {
        int id = table.site.dictionary().find(site);
        if (id >= 0) {
            table.site.dictionary().rows().orInto(id, rows);
        }
    }

    private record Having(Field field, String value) {}
}
