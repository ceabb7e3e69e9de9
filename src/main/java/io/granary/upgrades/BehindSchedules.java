// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.rollout.SiteObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the site's own validator would check next: it stops at the first refusal, and backup schedules at work are one
 * ({@code pkg/webhook/resources/upgrade/validator.go}, v1.8.2). Granary suspends those by itself, but not before its
 * window, so the rest is looked at here. What is left out is asked again when the upgrade is made: the image garbage
 * collection of kubelets, and certificates.
 */
final class BehindSchedules {
    private static final Set<String> BUSY = Set.of("AddonEnabling", "AddonDisabling", "AddonUpdating");

    private final UpgradeVisit visit;

    BehindSchedules(UpgradeVisit visit) {
        this.visit = visit;
    }

    /** A clause for each thing that would be refused. */
    List<String> refusals() {
        var refusals = new ArrayList<String>();
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
        refusals.addAll(singleReplicas());
        return refusals;
    }

    private List<String> singleReplicas() {
        if (visit.of(SiteKinds.NODES).list("", "").size() < 2) {
            return List.of();
        }
        var names = visit.of(SiteKinds.VOLUMES).list("longhorn-system", "").stream()
                .filter(volume -> volume.path("spec").path("numberOfReplicas").asInt(3) == 1)
                .map(volume -> volume.path("status")
                        .path("kubernetesStatus")
                        .path("pvcName")
                        .asText(SiteKinds.name(volume)))
                .sorted()
                .limit(3)
                .toList();
        return names.isEmpty() ? List.of() : List.of("volumes with a single replica: " + String.join(", ", names));
    }

    private List<? extends JsonNode> list(String apiVersion, String plural, String namespace) {
        return visit.of(SiteObjects.type(apiVersion, plural)).list(namespace, "");
    }
}
