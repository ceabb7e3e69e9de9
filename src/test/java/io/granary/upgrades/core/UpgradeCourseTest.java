// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.upgrades.core.SiteState.Volumes;
import io.granary.upgrades.core.SiteUpgrade.Stand;
import io.granary.upgrades.core.UpgradeRecord.Outcome;
import io.granary.upgrades.core.UpgradeRecord.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What volumes that are not healthy hold up, and how long. */
class UpgradeCourseTest {
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final Volumes DEGRADED = new Volumes(List.of(), List.of("pos-disk-0"));
    private static final Volumes FAULTED = new Volumes(List.of("pos-disk-0"), List.of());
    private static final UpgradeWords.Dwell DWELL = new UpgradeWords.Dwell(
            Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    @Test
    void theNextHopWaitsForReplicasSinceTheSiteWouldRefuseIt() {
        var record = begun("v1.7.3", "v1.8.2").seen(1, NOW);

        assertThat(next(record, site("v1.7.3", DEGRADED, "v1.7.3"), NOW))
                .isEqualTo(new UpgradeStep.Wait(
                        "before hop 2 of 2 to v1.8.2 waits for volume pos-disk-0, which is degraded"));
        assertThat(next(record, site("v1.7.3", Volumes.HEALTHY, "v1.7.3"), NOW)).isInstanceOf(UpgradeStep.Create.class);
    }

    @Test
    void theFirstHopIsTheBusinessOfThePreflight() {
        assertThat(next(begun("v1.8.2"), site("v1.8.1", DEGRADED), NOW)).isInstanceOf(UpgradeStep.Create.class);
    }

    @Test
    void theEndWaitsHoursForReplicas() {
        var record = begun("v1.8.2").seen(1, NOW).ending(NOW);
        var site = site("v1.8.2", DEGRADED, "v1.8.2");

        assertThat(next(record, site, NOW.plus(Duration.ofHours(3))))
                .isEqualTo(new UpgradeStep.Wait("waits for volume pos-disk-0, which is degraded"));
        assertThat(kept(record, site, NOW.plus(Duration.ofHours(5))).failure())
                .isEqualTo("the upgrade ended well, but the site is not as it was: it lacks volume pos-disk-0, which is"
                        + " degraded");
        assertThat(kept(record, site("v1.8.2", Volumes.HEALTHY, "v1.8.2"), NOW).outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void theEndWaitsMinutesForDataThatCannotBeReached() {
        var record = begun("v1.8.2").seen(1, NOW).ending(NOW);
        var site = site("v1.8.2", FAULTED, "v1.8.2");

        assertThat(next(record, site, NOW.plus(Duration.ofMinutes(10))))
                .isEqualTo(new UpgradeStep.Wait("waits for volume pos-disk-0, which is faulted"));
        assertThat(kept(record, site, NOW.plus(Duration.ofMinutes(30))).failure())
                .endsWith("it lacks volume pos-disk-0, which is faulted");
    }

    private static UpgradeRecord begun(String... hops) {
        return new UpgradeRecord(List.of(hops), NOW, List.of(), List.of(), null, Progress.begun(NOW));
    }

    private static SiteState site(String version, Volumes volumes, String... upgraded) {
        var upgrades = List.of(upgraded).stream()
                .map(each -> new SiteUpgrade(
                        UpgradeCourse.name("granary-1", each),
                        each,
                        "Succeeded",
                        "",
                        Map.of("Completed", new Stand("True", "", "")),
                        Map.of()))
                .toList();
        var setup = new SiteState.Setup(Set.of("v1.7.3", "v1.8.2"), Set.of(), Set.of(), "", "");
        return new SiteState(version, upgrades, setup, List.of(), Map.of(), volumes);
    }

    private static UpgradeStep next(UpgradeRecord record, SiteState site, Instant now) {
        return UpgradeCourse.next("granary-1", record, site, DWELL, now);
    }

    private static Progress kept(UpgradeRecord record, SiteState site, Instant now) {
        return ((UpgradeStep.Keep) next(record, site, now)).record().progress();
    }
}
