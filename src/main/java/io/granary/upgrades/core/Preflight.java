// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import io.granary.upgrades.core.Finding.Code;
import io.granary.upgrades.core.Finding.Severity;
import io.granary.upgrades.core.PreflightFacts.Machine;
import io.granary.upgrades.core.PreflightFacts.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Whether a site may be upgraded, and what will become of its machines; decided from what was seen alone. */
public final class Preflight {
    private static final int NAMED = 3;
    /** Percent of the system partition above which a kubelet clears images away, and Harvester refuses an upgrade. */
    private static final int IMAGES_CLEARED = 85;
    /** A certificate that lasts longer is no matter: a rollout over a fleet takes weeks. */
    private static final Duration LONG_ENOUGH = Duration.ofDays(30);

    private static final String ROTATE =
            "switch setting auto-rotate-rke2-certs on, or restart RKE2 on its nodes, which renews them";

    private final PreflightFacts facts;
    private final Duration backupAge;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private Preflight(PreflightFacts facts, Duration backupAge, Instant now) {
        this.facts = facts;
        this.backupAge = backupAge;
        this.now = now;
    }

    /**
     * What was found, the worst first.
     *
     * @param backupAge how old the last good backup of a machine may be
     */
    public static List<Finding> of(PreflightFacts facts, Duration backupAge, Instant now) {
        return new Preflight(facts, backupAge, now).run();
    }

    private List<Finding> run() {
        upgrades();
        nodes();
        volumes();
        validator();
        certificates();
        schedules();
        backups();
        machines();
        findings.sort(Comparator.comparing(Finding::severity));
        return List.copyOf(findings);
    }

    private void upgrades() {
        for (var upgrade : facts.upgrades()) {
            if (!upgrade.isOver()) {
                add(
                        Code.UPGRADE_LEFT,
                        Severity.BLOCKS,
                        "upgrade " + upgrade.name() + " to " + upgrade.version() + " is left behind, it "
                                + UpgradeWords.place(upgrade).text(),
                        "finish it, or delete that Upgrade at the site");
            } else if (!upgrade.isCleanedUp()) {
                add(
                        Code.UPGRADE_LEFT,
                        Severity.BLOCKS,
                        "upgrade " + upgrade.name() + " is not cleaned up",
                        "wait, or look at Harvester's log at the site");
            }
        }
    }

    private void nodes() {
        for (var node : facts.nodes()) {
            if (!node.maintenance().isEmpty()) {
                add(
                        Code.NODE_IN_MAINTENANCE,
                        Severity.BLOCKS,
                        "node " + node.name() + " is in maintenance",
                        "end its maintenance mode");
            } else if (!node.ready() || node.cordoned()) {
                add(
                        Code.NODE_NOT_READY,
                        Severity.BLOCKS,
                        "node " + node.name() + (node.ready() ? " is cordoned" : " is not ready"),
                        node.ready() ? "uncordon it" : "repair it");
            }
            if (node.freeBytes() >= 0 && node.freeBytes() < facts.image().need()) {
                add(
                        Code.DISK,
                        Severity.BLOCKS,
                        "node " + node.name() + " has " + (node.freeBytes() >> 30) + " GiB free for the image",
                        "free disk space up to " + gibibytes(facts.image().need()) + " GiB");
            }
            system(node);
        }
    }

    /** Harvester's own check ({@code checkDiskSpace}), where its validator did not come so far. */
    private void system(PreflightFacts.Node node) {
        var kubelet = node.kubelet();
        if (kubelet.percent() > IMAGES_CLEARED) {
            add(
                    Code.SYSTEM_DISK,
                    Severity.BLOCKS,
                    "the system partition of node " + node.name() + " would be " + kubelet.percent()
                            + " % full with the new images, and above " + IMAGES_CLEARED + " % they are cleared away",
                    "remove images that nothing uses (crictl rmi --prune), or free space below /usr/local");
        } else if (!kubelet.silence().isEmpty()) {
            add(
                    Code.SYSTEM_DISK,
                    Severity.WARNS,
                    "how full the system partition of node " + node.name() + " is cannot be seen (" + kubelet.silence()
                            + ")",
                    "the site looks itself when the upgrade begins, and refuses it above " + IMAGES_CLEARED + " %");
        }
    }

    private void certificates() {
        var told = facts.certificates();
        var earliest = told.earliest();
        if (earliest == null || findings.stream().anyMatch(found -> found.code() == Code.CERTIFICATE)) {
            return;
        }
        var soon = earliest.isBefore(now.plus(Duration.ofDays(told.days())));
        if (soon || earliest.isBefore(now.plus(LONG_ENOUGH))) {
            add(
                    Code.CERTIFICATE,
                    soon ? Severity.BLOCKS : Severity.WARNS,
                    "a certificate of node " + told.node() + (earliest.isBefore(now) ? " expired at " : " expires at ")
                            + earliest,
                    ROTATE);
        }
    }

    /** Rounded up, so that what is asked for is enough. */
    private static long gibibytes(long bytes) {
        return (bytes + (1L << 30) - 1) >> 30;
    }

    private void volumes() {
        var faulted = named("faulted");
        var degraded = named("degraded");
        if (!faulted.isEmpty()) {
            add(
                    Code.VOLUME_FAULTED,
                    Severity.BLOCKS,
                    list(faulted, "volume", "volumes") + " faulted",
                    "restore them, or delete them");
        }
        if (!degraded.isEmpty()) {
            var severity = facts.nodes().size() >= 3 ? Severity.BLOCKS : Severity.WARNS;
            add(
                    Code.VOLUME_DEGRADED,
                    severity,
                    list(degraded, "volume", "volumes") + " degraded",
                    "wait until Longhorn has rebuilt the replicas");
        }
    }

    private List<String> named(String robustness) {
        return facts.volumes().stream()
                .filter(volume -> volume.robustness().equals(robustness))
                .map(PreflightFacts.Volume::name)
                .toList();
    }

    private void validator() {
        var says = facts.validator();
        var words = says.words().toLowerCase(Locale.ROOT);
        says.behind()
                .forEach(clause ->
                        add(Code.VALIDATOR, Severity.BLOCKS, clause, "mend it, or the site refuses the upgrade"));
        if (says.word() == Word.SILENT) {
            add(
                    Code.VALIDATOR_SILENT,
                    Severity.BLOCKS,
                    "the site cannot check the upgrade now (" + says.words() + ")",
                    "wait; if it lasts, look at Deployment harvester-webhook there");
        } else if (says.word() == Word.REFUSES && words.contains("certificate")) {
            add(Code.CERTIFICATE, Severity.BLOCKS, "the site refuses it: " + says.words(), ROTATE);
        } else if (says.word() == Word.REFUSES
                && findings.stream().noneMatch(found -> found.severity() == Severity.BLOCKS)) {
            add(Code.VALIDATOR, Severity.BLOCKS, "the site refuses it", says.words());
        }
    }

    private void schedules() {
        if (!facts.schedules().isEmpty()) {
            add(
                    Code.SCHEDULES,
                    Severity.TELLS,
                    list(facts.schedules(), "backup schedule", "backup schedules") + " suspended for the upgrade",
                    "they go on by themselves afterwards");
        }
    }

    private void backups() {
        var oldest = now.minus(backupAge);
        var late = facts.machines().stream()
                .filter(Machine::running)
                .map(Machine::name)
                .filter(name ->
                        facts.backups().getOrDefault(name, Instant.EPOCH).isBefore(oldest))
                .toList();
        if (!late.isEmpty()) {
            add(
                    Code.BACKUP_OLD,
                    Severity.WARNS,
                    list(late, "virtual machine", "virtual machines") + " without a good backup of the last "
                            + backupAge.toHours() + " h",
                    "back up before the window");
        }
    }

    private void machines() {
        var running = facts.machines().stream().filter(Machine::running).toList();
        if (facts.nodes().size() == 1 && !running.isEmpty()) {
            add(
                    Code.DOWNTIME,
                    Severity.TELLS,
                    list(running.stream().map(Machine::name).toList(), "virtual machine", "virtual machines")
                            + " stopped, since the site has one node",
                    "they are started again at the end");
            return;
        }
        var bound = running.stream()
                .filter(machine -> !machine.bound().isEmpty())
                .map(machine -> machine.name() + " (" + machine.bound() + ")")
                .toList();
        if (!bound.isEmpty()) {
            add(
                    Code.CANNOT_MIGRATE,
                    Severity.WARNS,
                    list(bound, "virtual machine that cannot move is", "virtual machines that cannot move are")
                            + " stopped on the way",
                    "eject the CD-ROM, detach the device or loosen the node selector, or accept the stop");
        }
    }

    private static String list(List<String> names, String one, String many) {
        var some = names.stream().sorted().limit(NAMED).toList();
        var rest = names.size() > NAMED ? ", …" : "";
        return names.size() + " " + (names.size() == 1 ? one : many) + " [" + String.join(", ", some) + rest + "]";
    }

    private void add(Code code, Severity severity, String sentence, String remedy) {
        findings.add(new Finding(code, severity, sentence, remedy));
    }
}
