// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import io.granary.upgrades.core.UpgradeRecord.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The end of a try, good or bad: machines that ran run again, schedules go on, the setting is as it was. */
final class UpgradeEnd {
    /** How long nodes and machines may take to be themselves again. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    /** How long Longhorn may rebuild replicas: they are copied over the network of the site. */
    private static final Duration REBUILDING = Duration.ofHours(4);

    /** It has its instance again; that a person pauses it since is no failure. One that moves will run soon. */
    private static final Set<String> UP = Set.of("Running", "Paused");

    private final UpgradeRecord record;
    private final SiteState site;
    private final Instant now;

    UpgradeEnd(UpgradeRecord record, SiteState site, Instant now) {
        this.record = record;
        this.site = site;
        this.now = now;
    }

    UpgradeStep next() {
        var since = record.progress().ending();
        if (since == null) {
            return new UpgradeStep.Keep(record.ending(now));
        }
        var hurried = now.isAfter(since.plus(PATIENCE));
        var stopped = machines("Stopped");
        if (!hurried && !stopped.isEmpty()) {
            return new UpgradeStep.Start(stopped);
        }
        var missing = missing();
        if (missing.isEmpty() && record.progress().failure().isEmpty()) {
            missing = rebuilding(site);
            hurried = now.isAfter(since.plus(REBUILDING));
        }
        if (!missing.isEmpty() && !hurried) {
            return new UpgradeStep.Wait("waits for " + missing);
        }
        if (!missing.isEmpty() && record.progress().failure().isEmpty()) {
            return new UpgradeStep.Keep(record.failing(
                    "the upgrade ended well, but the site is not as it was: it lacks " + missing, Fate.FOR_GOOD));
        }
        return putBack();
    }

    private UpgradeStep putBack() {
        List<String> asleep = record.schedules().stream()
                .filter(site.setup().suspended()::contains)
                .toList();
        if (!asleep.isEmpty()) {
            return new UpgradeStep.Resume(asleep);
        }
        var config = record.config();
        return config != null && !config.equals(site.setup().config())
                ? new UpgradeStep.Configure(config)
                : new UpgradeStep.Keep(record.over());
    }

    private List<String> machines(String status) {
        return record.ran().stream()
                .filter(name -> site.machines().getOrDefault(name, "").equals(status))
                .toList();
    }

    /** What the site lacks yet, in words; empty if nothing. A machine that was deleted meanwhile is not missed. */
    private String missing() {
        var failed = !record.progress().failure().isEmpty();
        var lacks = new ArrayList<String>();
        if (!failed && !site.version().equals(record.target())) {
            lacks.add("version " + record.target() + " (it says " + site.version() + ")");
        }
        if (!failed && !site.nodesNotReady().isEmpty()) {
            lacks.add("node " + site.nodesNotReady().getFirst());
        }
        var down = record.ran().stream()
                .filter(name -> !UP.contains(site.machines().getOrDefault(name, "Running")))
                .toList();
        if (!down.isEmpty()) {
            lacks.add(down.size() + " of " + record.ran().size() + " virtual machines that ran, such as "
                    + down.getFirst());
        }
        if (!failed && !site.volumes().faulted().isEmpty()) {
            lacks.add(such(site.volumes().faulted(), "faulted"));
        }
        return String.join(" and ", lacks);
    }

    /** Which replicas a site lacks yet, in words; empty if none. */
    static String rebuilding(SiteState site) {
        var degraded = site.volumes().degraded();
        return degraded.isEmpty() ? "" : such(degraded, "degraded");
    }

    private static String such(List<String> volumes, String how) {
        return volumes.size() == 1
                ? "volume " + volumes.getFirst() + ", which is " + how
                : volumes.size() + " volumes that are " + how + ", such as " + volumes.getFirst();
    }
}
