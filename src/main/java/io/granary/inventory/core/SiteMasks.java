// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Rows chosen by their site alone. Handed from snapshot to snapshot for as long as no row came or went and no site
 * changed, which is nearly always: what a user may see is worked out once, not once for each snapshot.
 */
final class SiteMasks {
    private final Map<SiteId, SiteRow> sites;
    private final RoaringBitmap live;
    private final Memo<Object, RoaringBitmap> masks = new Memo<>(256);
    private volatile @Nullable Names names;

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

    /** Rows of sites whose name contains a word, which has no space. */
    RoaringBitmap named(String word, Table table) {
        var of = names;
        if (of == null) {
            of = Names.of(sites.values());
            names = of;
        }
        var rows = new RoaringBitmap();
        of.eachWith(word, site -> orSite(table, site, rows));
        return rows;
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

    /** All names as one text: to search that is ten times as fast as to search each. */
    private record Names(String text, int[] starts, List<SiteId> sites) {
        static Names of(Collection<SiteRow> rows) {
            var text = new StringBuilder();
            var starts = new int[rows.size()];
            var sites = new ArrayList<SiteId>(rows.size());
            for (var site : rows) {
                starts[sites.size()] = text.length();
                sites.add(site.id());
                text.append(site.name().toLowerCase(Locale.ROOT)).append('\n');
            }
            return new Names(text.toString(), starts, sites);
        }

        void eachWith(String word, Consumer<SiteId> found) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at)) {
                int of = Arrays.binarySearch(starts, at);
                int site = of >= 0 ? of : -of - 2;
                found.accept(sites.get(site));
                if (site + 1 == starts.length) {
                    return;
                }
                at = starts[site + 1];
            }
        }
    }
}
