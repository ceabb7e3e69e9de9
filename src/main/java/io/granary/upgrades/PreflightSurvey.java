// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.PlainText;
import io.granary.upgrades.core.PreflightFacts;
import io.granary.upgrades.core.PreflightFacts.Machine;
import io.granary.upgrades.core.PreflightFacts.Validator;
import io.granary.upgrades.core.PreflightFacts.Volume;
import io.granary.upgrades.core.PreflightFacts.Word;
import io.granary.upgrades.core.SiteUpgrade;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks a site for what a pre-flight needs; changes nothing there. */
final class PreflightSurvey {
    private static final Pattern VERSION_ABSENT = Pattern.compile("version \\S+ is not found");

    private final UpgradeVisit visit;

    PreflightSurvey(UpgradeVisit visit) {
        this.visit = visit;
    }

    PreflightFacts facts(Validator validator, List<SiteUpgrade> upgrades, PreflightFacts.Image image) {
        var nodes = new NodeSurvey(visit);
        var alone = validator.word() == Word.STOPPED;
        return new PreflightFacts(
                validator,
                upgrades,
                image,
                alone ? nodes.nodesWithKubelets() : nodes.nodes(),
                nodes.certificates(),
                volumes(),
                machines(),
                visit.setup().active().stream().sorted().toList(),
                backups());
    }

    /**
     * What the site's own validator says; that it asks for things which the upgrade does by itself is no refusal, but
     * it hides what would be refused next.
     *
     * @param problem its answer to a dry run; null where it agrees
     */
    Validator validator(@Nullable ApiProblem problem) {
        if (problem == null) {
            return new Validator(Word.AGREES, "");
        }
        if (isMendedByTheUpgrade(problem.message())) {
            return new Validator(Word.STOPPED, "", new ChecksBehind(visit).refusals());
        }
        var words = PlainText.of(problem.message(), 200);
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> new Validator(Word.REFUSES, words);
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> new Validator(Word.SILENT, words);
        };
    }

    /** Schedules are suspended, the Version is made, and with restoreVM machines that cannot move may stop. */
    private boolean isMendedByTheUpgrade(String message) {
        return message.contains("please suspend all backup")
                || VERSION_ABSENT.matcher(message).find()
                || (message.contains("non-live migratable VMs") && ChecksBehind.machinesMayStop(visit));
    }

    private List<Volume> volumes() {
        return visit.of(SiteKinds.VOLUMES).list("longhorn-system", "").stream()
                .map(volume -> new Volume(SiteKinds.claim(volume), SiteKinds.robustness(volume)))
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
        return SiteKinds.isFalse(machine, "LiveMigratable") ? "KubeVirt says it is not live migratable" : "";
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
