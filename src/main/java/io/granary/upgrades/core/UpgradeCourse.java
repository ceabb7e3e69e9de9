// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import io.granary.upgrades.core.UpgradeRecord.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What comes next at a site whose upgrade has begun. Knows only the record and what is seen, so that any hub, after any
 * restart, goes on where the last one stopped.
 */
public final class UpgradeCourse {
    /** A try that has not created its first Upgrade in this time gives up: its window may be over. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    /** What is needed before the next step is known. */
    public enum Need {
        NOTHING,
        SETUP,
        END
    }

    private final String action;
    private final UpgradeRecord record;
    private final SiteState site;
    private final UpgradeWords.Dwell dwell;
    private final Instant now;

    private UpgradeCourse(String action, UpgradeRecord record, SiteState site, UpgradeWords.Dwell dwell, Instant now) {
        this.action = action;
        this.record = record;
        this.site = site;
        this.dwell = dwell;
        this.now = now;
    }

    /** The name of the Upgrade of one hop, a pure function of the try and the hop. */
    public static String name(String action, String version) {
        return action + "-" + version.toLowerCase(java.util.Locale.ROOT);
    }

    /** What to ask the site besides its version and its upgrades. */
    public static Need needs(String action, UpgradeRecord record, SiteState site) {
        var course = new UpgradeCourse(action, record, site, NO_DWELL, Instant.EPOCH);
        if (record.isOver() || !record.progress().failure().isEmpty()) {
            return Need.END;
        }
        if (!course.isDone(record.progress().seen())) {
            return Need.NOTHING;
        }
        return record.progress().seen() == record.hops().size() ? Need.END : Need.SETUP;
    }

    private static final UpgradeWords.Dwell NO_DWELL =
            new UpgradeWords.Dwell(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** @param action name of the try */
    public static UpgradeStep next(
            String action, UpgradeRecord record, SiteState site, UpgradeWords.Dwell dwell, Instant now) {
        return new UpgradeCourse(action, record, site, dwell, now).next();
    }

    private UpgradeStep next() {
        if (record.isOver()) {
            return new UpgradeStep.Wait("is over");
        }
        var seen = record.progress().seen();
        if (!record.progress().failure().isEmpty()) {
            return new UpgradeEnd(record, site, now).next();
        }
        if (!isDone(seen)) {
            return follow(seen);
        }
        return seen == record.hops().size() ? new UpgradeEnd(record, site, now).next() : begin(seen);
    }

    private Optional<SiteUpgrade> upgrade(int hop) {
        return site.upgrade(name(action, record.hops().get(hop)));
    }

    /** Whether the hops so far are behind us; a finished Upgrade may have been tidied away by somebody. */
    private boolean isDone(int seen) {
        if (seen == 0) {
            return true;
        }
        var last = upgrade(seen - 1);
        return last.isPresent()
                ? last.get().isSucceeded() && last.get().isCleanedUp()
                : site.version().equals(record.hops().get(seen - 1));
    }

    private UpgradeStep follow(int seen) {
        var found = upgrade(seen - 1).orElse(null);
        if (found == null) {
            return new UpgradeStep.Keep(record.failing(
                    "somebody deleted the Upgrade to " + record.hops().get(seen - 1)
                            + " at the site before its end: look at the site before it is tried again",
                    Fate.FOR_GOOD));
        }
        if (found.isFailed()) {
            var fate = UpgradeWords.mayBeTriedAgain(found) ? Fate.TRY_AGAIN : Fate.FOR_GOOD;
            return new UpgradeStep.Keep(record.failing(hop(seen) + UpgradeWords.failure(found), fate));
        }
        if (found.isSucceeded()) {
            return new UpgradeStep.Wait(hop(seen) + "upgrade to " + found.version() + " cleans up");
        }
        var place = UpgradeWords.place(found).text();
        if (!place.equals(record.progress().place())) {
            return new UpgradeStep.Keep(record.at(place, now));
        }
        var since = Duration.between(record.progress().since(), now);
        return new UpgradeStep.Wait(hop(seen) + UpgradeWords.following(found, since, dwell));
    }

    private String hop(int number) {
        return record.hops().size() == 1
                ? ""
                : "hop " + number + " of " + record.hops().size() + " to " + record.target() + ": ";
    }

    private UpgradeStep begin(int seen) {
        var version = record.hops().get(seen);
        var setup = site.setup();
        if (upgrade(seen).isPresent()) {
            return new UpgradeStep.Keep(record.seen(seen + 1, now));
        }
        if (seen == 0 && now.isAfter(record.created().plus(GRACE))) {
            return new UpgradeStep.Keep(record.failing(
                    "the Upgrade could not be created within " + GRACE.toMinutes() + " min", Fate.TRY_AGAIN));
        }
        var rebuilding = UpgradeEnd.rebuilding(site);
        if (seen > 0 && !rebuilding.isEmpty()) {
            return new UpgradeStep.Wait("before hop " + (seen + 1) + " of "
                    + record.hops().size() + " to " + record.target() + " waits for " + rebuilding);
        }
        List<String> active =
                record.schedules().stream().filter(setup.active()::contains).toList();
        if (!active.isEmpty()) {
            return new UpgradeStep.Suspend(active);
        }
        if (record.config() != null && !setup.wanted().equals(setup.config())) {
            return new UpgradeStep.Configure(setup.wanted());
        }
        return setup.versions().contains(version)
                ? new UpgradeStep.Create(name(action, version), version)
                : new UpgradeStep.Provide(version);
    }

    /** The site refused the Upgrade: everything is put back, and the words are told. */
    public static UpgradeRecord refused(UpgradeRecord record, String words) {
        return record.failing("the site refuses the upgrade: " + words, Fate.TRY_AGAIN);
    }
}
