// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.PlainText;
import io.granary.upgrades.core.PreflightFacts;
import io.granary.upgrades.core.PreflightFacts.Machine;
import io.granary.upgrades.core.PreflightFacts.Node;
import io.granary.upgrades.core.PreflightFacts.Validator;
import io.granary.upgrades.core.PreflightFacts.Volume;
import io.granary.upgrades.core.PreflightFacts.Word;
import io.granary.upgrades.core.SiteUpgrade;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a site for what a pre-flight needs; changes nothing there. */
final class PreflightSurvey {
    private final UpgradeVisit visit;

    PreflightSurvey(UpgradeVisit visit) {
        this.visit = visit;
    }

    PreflightFacts facts(Validator validator, List<SiteUpgrade> upgrades, PreflightFacts.Image image) {
        return new PreflightFacts(
                validator,
                upgrades,
                image,
                nodes(),
                volumes(),
                machines(),
                visit.setup().active().stream().sorted().toList(),
                backups());
    }

    /**
     * What the site's own validator says; that it asks for things which the upgrade does by itself is no refusal.
     *
     * @param problem its answer to a dry run; null where it agrees
     */
    Validator validator(@org.jspecify.annotations.Nullable ApiProblem problem) {
        if (problem == null) {
            return new Validator(Word.AGREES, "");
        }
        if (problem.message().contains("please suspend all backup")) {
            return new Validator(Word.AGREES, "", new BehindSchedules(visit).refusals());
        }
        var words = PlainText.of(problem.message(), 200);
        var isFor = problem.message().matches("(?s).*version \\S+ is not found.*");
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> new Validator(isFor ? Word.AGREES : Word.REFUSES, words);
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> new Validator(Word.SILENT, words);
        };
    }

    private List<Node> nodes() {
        Map<String, Long> free = new HashMap<>();
        for (var node : visit.of(SiteKinds.DISKS).list("longhorn-system", "")) {
            long bytes = 0;
            for (var disk : node.path("status").path("diskStatus")) {
                bytes += disk.path("storageAvailable").asLong(0);
            }
            free.put(SiteKinds.name(node), bytes);
        }
        return visit.of(SiteKinds.NODES).list("", "").stream()
                .map(node -> new Node(
                        SiteKinds.name(node),
                        SiteKinds.isTrue(node, "Ready"),
                        node.path("spec").path("unschedulable").asBoolean(false),
                        node.path("metadata")
                                .path("annotations")
                                .path("harvesterhci.io/maintain-status")
                                .asText(""),
                        free.getOrDefault(SiteKinds.name(node), -1L)))
                .toList();
    }

    private List<Volume> volumes() {
        return visit.of(SiteKinds.VOLUMES).list("longhorn-system", "").stream()
                .map(volume -> new Volume(
                        volume.path("status")
                                .path("kubernetesStatus")
                                .path("pvcName")
                                .asText(SiteKinds.name(volume)),
                        volume.path("status").path("robustness").asText("")))
                .toList();
    }

    private List<Machine> machines() {
        return visit.of(SiteKinds.MACHINES).list("", "").stream()
                .map(machine -> new Machine(
                        SiteKinds.id(machine),
                        machine.path("status")
                                .path("printableStatus")
                                .asText("")
                                .equals("Running"),
                        bound(machine)))
                .toList();
    }

    /** What KubeVirt, or the machine's own spec, says against a move. */
    private static String bound(JsonNode machine) {
        var spec = machine.path("spec").path("template").path("spec");
        var devices = spec.path("domain").path("devices");
        for (var disk : devices.path("disks")) {
            if (disk.has("cdrom")) {
                return "a CD-ROM";
            }
        }
        if (!devices.path("hostDevices").isEmpty() || !devices.path("gpus").isEmpty()) {
            return "a device of the host";
        }
        if (spec.path("nodeSelector").has("kubernetes.io/hostname")) {
            return "a node selector";
        }
        return isUnmovable(machine) ? "KubeVirt says it is not live migratable" : "";
    }

    private static boolean isUnmovable(JsonNode machine) {
        for (var condition : machine.path("status").path("conditions")) {
            if (condition.path("type").asText("").equals("LiveMigratable")) {
                return condition.path("status").asText("").equals("False");
            }
        }
        return false;
    }

    private Map<String, Instant> backups() {
        Map<String, Instant> latest = new HashMap<>();
        for (var backup : visit.of(SiteKinds.BACKUPS).list("", "")) {
            var status = backup.path("status");
            if (status.path("readyToUse").asBoolean(false)) {
                var namespace = backup.path("metadata").path("namespace").asText("");
                var machine = backup.path("spec").path("source").path("name").asText("");
                latest.merge(
                        namespace + "/" + machine,
                        instant(status.path("creationTime").asText("")),
                        (left, right) -> left.isAfter(right) ? left : right);
            }
        }
        return latest;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException broken) {
            return Instant.EPOCH;
        }
    }
}
