// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.VmColumns;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.SiteRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The Warning header: which of the sites that an answer shows are out of touch. kubectl prints it to its users. */
final class Warnings {
    private static final int NAMED = 5;

    private Warnings() {}

    /** Texts for {@code Warning: 299}; empty when all sites are in touch. */
    static List<String> of(List<SiteRow> sites) {
        var stale = sites.stream()
                .filter(site -> !(site.freshness() instanceof Freshness.Live))
                .toList();
        if (stale.isEmpty()) {
            return List.of();
        }
        if (stale.size() == 1) {
            var site = stale.getFirst();
            return List.of("299 - \"site " + plain(site.name()) + " ("
                    + plain(site.id().value()) + ") is out of touch: " + seen(site) + "\"");
        }
        var named = stale.stream().limit(NAMED).map(site -> plain(site.name())).collect(Collectors.joining(", "));
        var more = stale.size() > NAMED ? " and " + (stale.size() - NAMED) + " more" : "";
        return List.of("299 - \"" + stale.size() + " sites are out of touch, their rows are as last seen: " + named
                + more + "\"");
    }

    private static String seen(SiteRow site) {
        return VmColumns.lastSeen(site.freshness())
                .map(seen -> "its rows are as of " + seen.truncatedTo(ChronoUnit.SECONDS))
                .orElse("its rows are not all read yet");
    }

    private static String plain(String text) {
        var cut = text.length() > 63 ? text.substring(0, 63) : text;
        return cut.replaceAll("[^A-Za-z0-9._-]", "?");
    }
}
