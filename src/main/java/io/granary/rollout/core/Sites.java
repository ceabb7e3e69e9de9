// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which sites take part, and in which wave: first match wins, frozen once a site was admitted. */
final class Sites {
    private final Rules rules;
    private final Map<String, Set<SiteUid>> samples = new HashMap<>();
    private final Set<String> excluded;
    private final Set<String> skipped;

    Sites(Rules rules, List<SiteView> all) {
        this.rules = rules;
        var sites = rules.spec().sites();
        this.excluded = sites == null ? Set.of() : new HashSet<>(sites.exclude());
        this.skipped = new HashSet<>(rules.control().skip());
        var members = all.stream()
                .filter(this::takesPart)
                .filter(s -> !excluded.contains(s.name()))
                .toList();
        rules.waves().forEach(wave -> sample(wave, members));
    }

    boolean takesPart(SiteView site) {
        var sites = rules.spec().sites();
        return sites == null || Selection.matches(sites.selector(), site.labels());
    }

    /** The entry of a site that has none, or whose wave is not frozen yet. */
    Entry entry(SiteView site, @Nullable Entry known, int revision, Instant since) {
        var entry = known == null ? Entry.pending(site.uid(), revision, wave(site), since) : known;
        if (known != null && known.attempt() == 0 && (known.phase() == Phase.PENDING || known.isAhead())) {
            var wave = wave(site);
            entry = known.wave().equals(wave) ? known : known.moved(wave);
        }
        if (!entry.phase().isWaiting() && entry.phase() != Phase.CURRENT) {
            return entry;
        }
        if (excluded.contains(site.name())) {
            return entry.to(Phase.SKIPPED, since, Reason.EXCLUDED, "excluded by spec.sites.exclude");
        }
        if (skipped.contains(site.name()) && entry.phase().isWaiting()) {
            return entry.to(Phase.SKIPPED, since, Reason.SKIPPED_BY_HAND, "skipped by spec.control.skip");
        }
        var late = entry.attempt() == 0 && site.joinedAt().isAfter(since);
        return late && rules.brakes().newSites() != RolloutControl.NewSites.CatchUp
                ? entry.to(Phase.SKIPPED, since, Reason.NEW_SITE, "joined after this revision began")
                : entry;
    }

    String wave(SiteView site) {
        for (var wave : rules.waves()) {
            var select = wave.select();
            if (select == null
                    || select.names().contains(site.name())
                    || (select.selector() != null && Selection.matches(select.selector(), site.labels()))
                    || samples.getOrDefault(wave.name(), Set.of()).contains(site.uid())) {
                return wave.name();
            }
        }
        return rules.waves().getLast().name();
    }

    private void sample(Rules.Wave wave, List<SiteView> members) {
        var select = wave.select();
        if (select == null || (select.percent() == null && select.count() == null)) {
            return;
        }
        var count = select.count();
        var percent = select.percent() == null ? "0" : select.percent().replace("%", "");
        int size = count != null ? count : Math.max(1, Share.required(Double.parseDouble(percent), members.size()));
        // The default canary is 1 % or two sites, whichever is more (E12).
        size = rules.spec().waves().isEmpty() ? Math.max(2, size) : size;
        record Drawn(long lot, SiteUid site) {}
        var drawn = new TreeSet<>(Comparator.comparingLong(Drawn::lot).thenComparing(Drawn::site));
        var seed = rules.seed() + "/" + wave.name();
        for (var site : members) {
            var lot = StableHash.of(seed, site.uid().value());
            if (drawn.size() < size || lot <= drawn.last().lot()) {
                drawn.add(new Drawn(lot, site.uid()));
            }
            if (drawn.size() > size) {
                drawn.pollLast();
            }
        }
        var sample = new HashSet<SiteUid>();
        drawn.forEach(lot -> sample.add(lot.site()));
        samples.put(wave.name(), sample);
    }
}
