// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.upgrades.core.Finding.Code;
import io.granary.upgrades.core.Finding.Severity;
import io.granary.upgrades.core.PreflightFacts.Certificates;
import io.granary.upgrades.core.PreflightFacts.Image;
import io.granary.upgrades.core.PreflightFacts.Kubelet;
import io.granary.upgrades.core.PreflightFacts.Machine;
import io.granary.upgrades.core.PreflightFacts.Node;
import io.granary.upgrades.core.PreflightFacts.Validator;
import io.granary.upgrades.core.PreflightFacts.Volume;
import io.granary.upgrades.core.PreflightFacts.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each finding by what triggers it, and with what mends it. */
class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Validator FINE = new Validator(Word.AGREES, "");

    private Validator validator = FINE;
    private final List<SiteUpgrade> upgrades = new ArrayList<>();
    private Image image = Image.ASSUMED;
    private final List<Node> nodes = new ArrayList<>();
    private Certificates certificates = Certificates.FINE;
    private final List<Volume> volumes = new ArrayList<>(List.of(new Volume("root", "healthy")));
    private final List<Machine> machines = new ArrayList<>();
    private final List<String> schedules = new ArrayList<>();
    private Map<String, Instant> backups = Map.of("shop/pos", NOW.minusSeconds(3_600));

    @Test
    void aHealthySiteOfThreeNodesHasNoFinding() {
        three();
        machines.add(new Machine("shop/pos", true, ""));
        assertThat(findings()).isEmpty();
    }

    @Test
    void whatTheSiteItselfRefusesBlocksInItsOwnWords() {
        three();
        validator = new Validator(Word.REFUSES, "managed chart harvester is not ready");
        assertThat(only(Code.VALIDATOR, Severity.BLOCKS).remedy()).isEqualTo("managed chart harvester is not ready");
    }

    @Test
    void aValidatorThatDoesNotAnswerHolds() {
        three();
        validator = new Validator(Word.SILENT, "failed calling webhook");
        only(Code.VALIDATOR_SILENT, Severity.BLOCKS);
    }

    @Test
    void aCertificateThatExpiresIsToldAsSuch() {
        three();
        validator = new Validator(Word.REFUSES, "the certificate of node n1 expires in 3 days");
        assertThat(only(Code.CERTIFICATE, Severity.BLOCKS).remedy()).contains("auto-rotate-rke2-certs");
    }

    @Test
    void aCertificateIsAWarningForAMonthAndBlocksInItsLastWeek() {
        three();
        certificates = new Certificates(NOW.plus(Duration.ofDays(31)), "n1", Certificates.DAYS);
        assertThat(findings()).isEmpty();
        certificates = new Certificates(NOW.plus(Duration.ofDays(29)), "n1", Certificates.DAYS);
        only(Code.CERTIFICATE, Severity.WARNS);
        certificates = new Certificates(NOW.plus(Duration.ofDays(6)), "n1", Certificates.DAYS);
        assertThat(only(Code.CERTIFICATE, Severity.BLOCKS).sentence())
                .isEqualTo("a certificate of node n1 expires at 2026-11-29T08:00:00Z");
    }

    @Test
    void aVersionMayAskForLongerCertificates() {
        three();
        certificates = new Certificates(NOW.plus(Duration.ofDays(29)), "n1", 60);
        only(Code.CERTIFICATE, Severity.BLOCKS);
    }

    @Test
    void aSystemPartitionThatTheImagesWouldFillBlocks() {
        three();
        nodes.set(2, new Node("n3", true, false, "", 100L << 30, new Kubelet(86, "")));
        assertThat(only(Code.SYSTEM_DISK, Severity.BLOCKS).sentence()).contains("86 % full");
        nodes.set(2, new Node("n3", true, false, "", 100L << 30, new Kubelet(85, "")));
        assertThat(findings()).isEmpty();
    }

    @Test
    void aKubeletThatDoesNotAnswerIsAWarningSinceTheSiteLooksAgain() {
        three();
        nodes.set(2, new Node("n3", true, false, "", 100L << 30, new Kubelet(-1, "forbidden")));
        assertThat(only(Code.SYSTEM_DISK, Severity.WARNS).sentence()).endsWith("cannot be seen (forbidden)");
    }

    @Test
    void anotherUpgradeLeftBehindBlocks() {
        three();
        upgrades.add(new SiteUpgrade("hvst-upgrade-1", "v1.8.1", "PreparingRepo", "", Map.of(), Map.of()));
        assertThat(only(Code.UPGRADE_LEFT, Severity.BLOCKS).sentence())
                .isEqualTo("upgrade hvst-upgrade-1 to v1.8.1 is left behind, it fetches the ISO");
    }

    @Test
    void anUpgradeThatIsNotCleanedUpBlocks() {
        three();
        var done = Map.of("Completed", new SiteUpgrade.Stand("True", "", ""));
        upgrades.add(new SiteUpgrade("hvst-upgrade-1", "v1.8.1", "Succeeded", "Pending", done, Map.of()));
        only(Code.UPGRADE_LEFT, Severity.BLOCKS);
    }

    @Test
    void aNodeThatIsNotReadyOrCordonedBlocks() {
        three();
        nodes.set(1, new Node("n2", false, false, "", -1, Kubelet.NOT_ASKED));
        assertThat(only(Code.NODE_NOT_READY, Severity.BLOCKS).told()).isEqualTo("node n2 is not ready: repair it");
        nodes.set(1, new Node("n2", true, true, "", -1, Kubelet.NOT_ASKED));
        assertThat(only(Code.NODE_NOT_READY, Severity.BLOCKS).told()).isEqualTo("node n2 is cordoned: uncordon it");
    }

    @Test
    void aNodeInMaintenanceBlocks() {
        three();
        nodes.set(0, new Node("n1", true, true, "completed", -1, Kubelet.NOT_ASKED));
        only(Code.NODE_IN_MAINTENANCE, Severity.BLOCKS);
    }

    @Test
    void aDiskWithoutRoomForTheImageBlocks() {
        three();
        nodes.set(2, new Node("n3", true, false, "", 12L << 30, Kubelet.NOT_ASKED));
        assertThat(only(Code.DISK, Severity.BLOCKS).sentence()).isEqualTo("node n3 has 12 GiB free for the image");
    }

    @Test
    void theRoomThatIsNeededFollowsFromTheIso() {
        three();
        nodes.set(2, new Node("n3", true, false, "", 24L << 30, Kubelet.NOT_ASKED));
        image = new Image(6L << 30, false);
        assertThat(only(Code.DISK, Severity.BLOCKS).remedy()).isEqualTo("free disk space up to 25 GiB");

        image = new Image(6L << 30, true);
        assertThat(findings()).isEmpty();
    }

    @Test
    void aFaultedVolumeBlocks() {
        three();
        volumes.add(new Volume("data", "faulted"));
        only(Code.VOLUME_FAULTED, Severity.BLOCKS);
    }

    @Test
    void aDegradedVolumeBlocksFromThreeNodesOnAsHarvesterItselfDoes() {
        volumes.add(new Volume("data", "degraded"));
        three();
        only(Code.VOLUME_DEGRADED, Severity.BLOCKS);
        nodes.removeLast();
        only(Code.VOLUME_DEGRADED, Severity.WARNS);
    }

    @Test
    void schedulesThatWillBeSuspendedAreTold() {
        three();
        schedules.add("shop/nightly");
        only(Code.SCHEDULES, Severity.TELLS);
    }

    @Test
    void aMachineWithoutAFreshBackupIsAWarning() {
        three();
        machines.add(new Machine("shop/pos", true, ""));
        backups = Map.of("shop/pos", NOW.minusSeconds(90_000));
        assertThat(only(Code.BACKUP_OLD, Severity.WARNS).sentence())
                .isEqualTo("1 virtual machine [shop/pos] without a good backup of the last 24 h");
    }

    @Test
    void aMachineThatCannotMoveIsAWarning() {
        three();
        machines.add(new Machine("shop/pos", true, "a CD-ROM"));
        assertThat(only(Code.CANNOT_MIGRATE, Severity.WARNS).sentence())
                .isEqualTo("1 virtual machine that cannot move is [shop/pos (a CD-ROM)] stopped on the way");
    }

    @Test
    void aSiteOfOneNodeTellsWhichMachinesItWillStop() {
        nodes.add(new Node("n1", true, false, "", -1, Kubelet.NOT_ASKED));
        machines.add(new Machine("shop/pos", true, ""));
        only(Code.DOWNTIME, Severity.TELLS);
    }

    @Test
    void whatBlocksComesFirst() {
        three();
        schedules.add("shop/nightly");
        volumes.add(new Volume("data", "faulted"));
        assertThat(findings()).extracting(Finding::code).containsExactly(Code.VOLUME_FAULTED, Code.SCHEDULES);
    }

    private void three() {
        for (var name : List.of("n1", "n2", "n3")) {
            nodes.add(new Node(name, true, false, "", 100L << 30, Kubelet.NOT_ASKED));
        }
    }

    private Finding only(Code code, Severity severity) {
        var found = findings();
        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.code()).isEqualTo(code);
            assertThat(each.severity()).isEqualTo(severity);
            assertThat(each.remedy()).isNotEmpty();
        });
        return found.getFirst();
    }

    private List<Finding> findings() {
        var facts = new PreflightFacts(
                validator, upgrades, image, nodes, certificates, volumes, machines, schedules, backups);
        return Preflight.of(facts, Duration.ofHours(24), NOW);
    }
}
