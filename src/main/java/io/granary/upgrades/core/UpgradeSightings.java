// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.upgrades.core.UpgradeRecord.Fate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an upgrade at a site means for a rollout. The action is the record that the try keeps at the site. */
public final class UpgradeSightings {
    private UpgradeSightings() {}

    /** The try that is asked about, and the version it wants. */
    public record Try(String name, int revision, int attempt, String target) {}

    /**
     * @param record of this very try; null before it began
     * @param words where it is
     * @param precheck what a look before the start says
     * @param staged what was fetched ahead of it
     * @param lockOwner UID of the rollout that has the site to itself; null if none
     */
    public record Found(
            SiteState site,
            @Nullable UpgradeRecord record,
            String words,
            Precheck precheck,
            Sighting.Staged staged,
            @Nullable String lockOwner) {}

    public static Sighting of(Try wanted, Found found, Instant at) {
        var record = found.record();
        return new Sighting(
                at,
                desired(wanted, found),
                record == null ? null : action(wanted, record, found.words()),
                record == null ? found.staged() : Sighting.Staged.NO,
                record == null ? found.precheck() : Precheck.FINE,
                record == null ? busy(found.site()) : null,
                found.lockOwner());
    }

    private static Desired desired(Try wanted, Found found) {
        var site = found.site();
        if (site.version().isEmpty()) {
            return Desired.UNKNOWN;
        }
        var record = found.record();
        var well = record == null
                || (record.isOver()
                        && site.nodesNotReady().isEmpty()
                        && site.volumes().faulted().isEmpty());
        return well && site.version().equals(wanted.target()) ? Desired.YES : Desired.NO;
    }

    private static Sighting.Action action(Try wanted, UpgradeRecord record, String words) {
        var progress = record.progress();
        var failure = progress.fate() == Fate.TRY_AGAIN ? FailureClass.Transient : FailureClass.Permanent;
        return switch (progress.outcome()) {
            case OPEN ->
                new Sighting.Action(
                        wanted.revision(),
                        wanted.attempt(),
                        Sighting.State.RUNNING,
                        FailureClass.Transient,
                        progress.failure().isEmpty() ? words : progress.failure() + "; puts things back: " + words);
            case SUCCEEDED ->
                new Sighting.Action(
                        wanted.revision(),
                        wanted.attempt(),
                        Sighting.State.SUCCEEDED,
                        FailureClass.Transient,
                        "upgraded to " + String.join(", ", record.hops()));
            case FAILED ->
                new Sighting.Action(
                        wanted.revision(), wanted.attempt(), Sighting.State.FAILED, failure, progress.failure());
        };
    }

    private static @Nullable String busy(SiteState site) {
        for (var upgrade : site.upgrades()) {
            if (!upgrade.isOver()) {
                return "upgrade " + upgrade.name() + " to " + upgrade.version() + " is under way at the site: "
                        + UpgradeWords.place(upgrade).text();
            }
        }
        return null;
    }
}
