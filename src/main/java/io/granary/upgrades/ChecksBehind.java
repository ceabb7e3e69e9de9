// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.PlainText;
import io.granary.rollout.SiteObjects;
import io.granary.upgrades.core.HarvesterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the site's own validator would check next: it stops at the first refusal, and one that the upgrade mends by
 * itself (backup schedules at work, a Version that is not there yet) hides all others until the window
 * ({@code pkg/webhook/resources/upgrade/validator.go}, v1.8.2). Nodes, volumes and certificates are looked at anyway.
 */
final class ChecksBehind {
    private static final Set<String> BUSY = Set.of("AddonEnabling", "AddonDisabling", "AddonUpdating");

    private static final HarvesterVersion RESTORES = new HarvesterVersion(1, 8, 0, "");

    private final UpgradeVisit visit;

    ChecksBehind(UpgradeVisit visit) {
        this.visit = visit;
    }

    /** A clause for each thing that would be refused. */
    List<String> refusals() {
        var refusals = new ArrayList<String>();
        for (var cluster : list("cluster.x-k8s.io/v1beta1", "clusters", "fleet-local")) {
            var phase = cluster.path("status").path("phase").asText("");
            if (!phase.equals("Provisioned")) {
                refusals.add("cluster " + SiteKinds.id(cluster) + " is " + PlainText.of(phase, 40));
            }
        }
        for (var backup : visit.of(SiteKinds.BACKUPS).list("", "")) {
            if (SiteKinds.isTrue(backup, "InProgress")) {
                refusals.add("backup " + SiteKinds.id(backup) + " is in progress");
            }
        }
        for (var chart : list("management.cattle.io/v3", "managedcharts", "fleet-local")) {
            if (!SiteKinds.isTrue(chart, "Ready")) {
                refusals.add("managed chart " + SiteKinds.name(chart) + " is not ready");
            }
        }
        for (var addon : list("harvesterhci.io/v1beta1", "addons", "")) {
            if (BUSY.contains(addon.path("status").path("status").asText(""))) {
                refusals.add("addon " + SiteKinds.id(addon) + " is being processed");
            }
        }
        for (var machine : list("cluster.x-k8s.io/v1beta1", "machines", "fleet-local")) {
            if (!machine.path("status").path("phase").asText("").equals("Running")) {
                refusals.add("machine " + SiteKinds.id(machine) + " is not running");
            }
        }
        refusals.addAll(ofSeveralNodes());
        return refusals;
    }

    private List<String> ofSeveralNodes() {
        if (visit.of(SiteKinds.NODES).list("", "").size() < 2) {
            return List.of();
        }
        var refusals = new ArrayList<String>();
        clause(
                "volumes with a single replica",
                visit.of(SiteKinds.VOLUMES).list("longhorn-system", "").stream()
                        .filter(volume ->
                                volume.path("spec").path("numberOfReplicas").asInt(3) == 1)
                        .map(volume -> volume.path("status")
                                .path("kubernetesStatus")
                                .path("pvcName")
                                .asText(SiteKinds.name(volume))),
                refusals);
        if (!machinesMayStop(visit)) {
            clause(
                    "virtual machines that cannot move must be shut down before",
                    list("kubevirt.io/v1", "virtualmachineinstances", "").stream()
                            .filter(instance -> SiteKinds.isFalse(instance, "LiveMigratable"))
                            .map(SiteKinds::id),
                    refusals);
        }
        return refusals;
    }

    private static void clause(String what, Stream<String> names, List<String> refusals) {
        var some = names.sorted().limit(3).toList();
        if (!some.isEmpty()) {
            refusals.add(what + ": " + String.join(", ", some));
        }
    }

    /** From v1.8 on, where upgrade-config says restoreVM, machines that cannot move are stopped and started again. */
    static boolean machinesMayStop(UpgradeVisit visit) {
        var version = HarvesterVersion.parse(visit.version());
        return version != null
                && version.compareTo(RESTORES) >= 0
                && !Boolean.FALSE.equals(visit.target().restoreVMs());
    }

    private List<? extends JsonNode> list(String apiVersion, String plural, String namespace) {
        return visit.of(SiteObjects.type(apiVersion, plural)).list(namespace, "");
    }
}
