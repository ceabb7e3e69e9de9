// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.upgrades.core.SiteUpgrade.Stand;
import io.granary.upgrades.core.UpgradeWords.Dwell;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an upgrade hangs, and why it failed: each failure mode that is known, and where a person should look. */
class UpgradeWordsTest {
    private static final Dwell DWELL = new Dwell(
            Duration.ofMinutes(60),
            Duration.ofMinutes(45),
            Duration.ofMinutes(90),
            Duration.ofMinutes(61),
            Duration.ofMinutes(20));
    private static final Stand LOADED = new Stand("Images preloaded", "", "");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            PreparingLoggingInfra   | Unknown | 60 | look at UpgradeLog in harvester-system
            LoggingInfraPrepared    | Unknown | 60 | look at the VirtualMachineImage named like the Upgrade
            PreparingRepo           | Unknown | 60 | whether the CDI importer ran out of memory
            PreparingRepo           | True    | 60 | look at Deployment upgrade-repo-u1 in harvester-system
            RepoPrepared            | True    | 45 | delete the Plan so that it is made anew
            PreparingNodes          | True    | 45 | a Plan job in cattle-system may have been dropped
            UpgradingSystemServices | True    | 90 | look at the log of Job u1-apply-manifests
            """)
    void aStageThatHangsSaysWhereToLook(String state, String imageReady, int minutes, String hint) {
        var upgrade = upgrade(state, Map.of("ImageReady", new Stand(imageReady, "", "")), Map.of());

        assertThat(following(upgrade, minutes)).doesNotContain("stuck");
        assertThat(following(upgrade, minutes + 1))
                .startsWith("stuck for " + (minutes + 1) + " min: upgrade to v1.8.2 ")
                .contains(hint);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            Node-upgrade paused | 61 | annotation harvesterhci.io/node-upgrade-pause-map
            Pre-draining        | 61 | orphaned Longhorn engines, or the disruption budget of an instance-manager
            Pre-drained         | 61 | look at Job u1-pre-drain-n1
            Post-draining       | 61 | look at Job u1-post-drain-n1: a storage network with RWX volumes
            Waiting Reboot      | 20 | look at its console; a network card may have got another name
            """)
    void aNodeThatHangsSaysWhereToLook(String state, int minutes, String hint) {
        var nodes = Map.of("n1", new Stand(state, "", ""), "n2", LOADED, "n3", LOADED);
        var upgrade = upgrade("UpgradingNodes", Map.of(), nodes);

        assertThat(following(upgrade, minutes)).doesNotContain("stuck");
        assertThat(following(upgrade, minutes + 1)).contains("0 of 3 done").contains(hint);
    }

    @Test
    void aStoreHangsWhereItsMachinesDoNotShutDown() {
        var upgrade = upgrade("UpgradingNodes", Map.of(), Map.of("n1", LOADED));
        assertThat(following(upgrade, 62))
                .contains("look at Job u1-single-node-upgrade-n1: it waits without end for a virtual machine");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "LogReady, true",
        "ImageReady, true",
        "RepoReady, true",
        "NodesPrepared, false",
        "SystemServicesUpgraded, false",
        "NodesUpgraded, false"
    })
    void aFailureIsToldByThePartThatFailedAndTriedAgainOnlyBeforeAnythingWasChanged(String part, boolean again) {
        var upgrade = failed(
                Map.of(part, new Stand("False", "", "BackoffLimitExceeded"), "Completed", new Stand("False", "", "")));

        assertThat(UpgradeWords.failure(upgrade))
                .isEqualTo("upgrade to v1.8.2 failed (" + part + "): BackoffLimitExceeded");
        assertThat(UpgradeWords.mayBeTriedAgain(upgrade)).isEqualTo(again);
    }

    @Test
    void logsThatAreSwitchedOffAreNoFailure() {
        var upgrade = failed(Map.of(
                "LogReady", new Stand("False", "Disabled", ""),
                "RepoReady", new Stand("False", "", "no such ISO")));
        assertThat(UpgradeWords.failure(upgrade)).isEqualTo("upgrade to v1.8.2 failed (RepoReady): no such ISO");
    }

    @Test
    void whatOnlyTheReasonOfCompletedSaysIsTold() {
        var upgrade = failed(Map.of("Completed", new Stand("False", "minimum version is v1.7.0", "")));
        assertThat(UpgradeWords.failure(upgrade)).isEqualTo("upgrade to v1.8.2 failed: minimum version is v1.7.0");
    }

    @Test
    void aNodeThatFailedIsNamedWithItsWords() {
        var nodes = Map.of("n1", LOADED, "n2", new Stand("Failed", "", "job deadline exceeded"));
        var upgrade = upgrade("Failed", Map.of("NodesUpgraded", new Stand("False", "", "")), nodes);
        assertThat(UpgradeWords.failure(upgrade))
                .isEqualTo("upgrade to v1.8.2 failed at node n2: job deadline exceeded");
    }

    private static SiteUpgrade failed(Map<String, Stand> conditions) {
        return upgrade("Failed", conditions, Map.of());
    }

    private static SiteUpgrade upgrade(String state, Map<String, Stand> conditions, Map<String, Stand> nodes) {
        return new SiteUpgrade("u1", "v1.8.2", state, "", conditions, nodes);
    }

    private static String following(SiteUpgrade upgrade, int minutes) {
        return UpgradeWords.following(upgrade, Duration.ofMinutes(minutes), DWELL);
    }
}
