// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.VmColumns;
import io.granary.inventory.core.FieldSelector;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.Sight;
import io.granary.inventory.core.SiteRow;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Warning header: which of the sites that an answer shows are out of touch, and which it cannot show because they
 * were never read. kubectl prints it to its users.
 */
final class Warnings {
    private static final int NAMED = 5;

    private Warnings() {}

    /** Of an answer made with this filter: also the sites that may have rows for it, and were never read. */
    static List<String> of(InventoryView view, Filter filter) {
        var warnings = new ArrayList<>(of(view.outOfTouch(filter)));
        var unread =
                view.unread().stream().filter(site -> mayHold(site, filter)).toList();
        if (unread.size() == 1) {
            var site = unread.getFirst();
            warnings.add("299 - \"site " + plain(site.name()) + " ("
                    + plain(site.id().value()) + ") was never read to the end: what it has is missing\"");
        } else if (!unread.isEmpty()) {
            warnings.add("299 - \"" + unread.size() + " sites were never read to the end, what they have is missing: "
                    + named(unread) + "\"");
        }
        return warnings;
    }

    private static boolean mayHold(SiteRow site, Filter filter) {
        var seen = switch (filter.sight()) {
            case Sight.Everything() -> true;
            case Sight.Only(var whole, var namespaces) ->
                whole.contains(site.id()) || namespaces.containsKey(site.id());
        };
        return seen
                && filter.siteLabels().matches(site.labels())
                && filter.fields().terms().stream().allMatch(term -> mayHold(site, term));
    }

    private static boolean mayHold(SiteRow site, FieldSelector.Term term) {
        var value = switch (term.field()) {
            case SITE -> site.id().value();
            case SITE_NAME -> site.name();
            case SITE_NAMESPACE -> site.namespace();
            case FRESHNESS -> site.freshness().word();
            case OBJECT_NAME,
                    NAMESPACE,
                    NAME,
                    RUN_STRATEGY,
                    CPU,
                    MEMORY,
                    DISK,
                    IMAGE,
                    NETWORK,
                    STATUS,
                    PHASE,
                    NODE,
                    OS,
                    CREATED -> null;
        };
        return value == null || value.equals(term.value()) == (term.operator() == FieldSelector.Operator.EQUALS);
    }

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
        return List.of("299 - \"" + stale.size() + " sites are out of touch, their rows are as last seen: "
                + named(stale) + "\"");
    }

    private static String named(List<SiteRow> sites) {
        var named = sites.stream().limit(NAMED).map(site -> plain(site.name())).collect(Collectors.joining(", "));
        return sites.size() > NAMED ? named + " and " + (sites.size() - NAMED) + " more" : named;
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
