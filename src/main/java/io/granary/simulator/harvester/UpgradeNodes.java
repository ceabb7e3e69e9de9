// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** What an upgrade does to nodes and to the virtual machines on them. */
final class UpgradeNodes {
    private static final String DRAIN = "kubevirt.io/drain";

    private final SiteWorld world;
    private final Premises premises;
    private final String target;
    private final boolean restores;
    private final List<ObjectKey> stopped = new ArrayList<>();

    UpgradeNodes(SiteWorld world, Premises premises, String target, boolean restores) {
        this.world = world;
        this.premises = premises;
        this.target = target;
        this.restores = restores;
    }

    /** Cordons the node and moves its machines away. */
    void drain(String node) {
        change(node, found -> {
            var spec = Trees.child(found, "spec").put("unschedulable", true);
            spec.withArray("/taints")
                    .addObject()
                    .put("effect", "NoSchedule")
                    .put("key", DRAIN)
                    .put("value", "draining");
        });
        premises.runningOn(node).forEach(machine -> {
            if (!premises.migrate(machine)) {
                premises.stop(machine);
            }
        });
    }

    /** A machine that could not be moved is stopped, and the node goes on. */
    void stopRest(String node) {
        premises.runningOn(node).forEach(premises::stop);
    }

    /** All machines of a site of one node; only those of them come back that {@code restoreVM} asks for. */
    void stopAll() {
        premises.running().forEach(machine -> {
            if (premises.stop(machine)) {
                stopped.add(machine);
            }
        });
    }

    void restore() {
        if (restores) {
            stopped.forEach(premises::start);
        }
    }

    void down(String node) {
        change(node, found -> {
            Trees.child(Trees.child(found, "metadata"), "annotations")
                    .put("harvesterhci.io/pendingOSImage", "Harvester " + target);
            ready(found, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
        });
    }

    void up(String node) {
        change(node, found -> {
            Trees.child(Trees.child(found, "metadata"), "annotations").remove("harvesterhci.io/pendingOSImage");
            var info = Trees.child(Trees.child(found, "status"), "nodeInfo");
            var kubernetes = premises.shipped(target).kubernetes();
            info.put("osImage", "Harvester " + target);
            info.put("kubeletVersion", kubernetes).put("kubeProxyVersion", kubernetes);
            Trees.child(found, "spec").remove(List.of("unschedulable", "taints"));
            ready(found, "True", "KubeletReady", "kubelet is posting ready status");
        });
    }

    private void ready(ObjectNode node, String value, String reason, String message) {
        Conditions.of(node, world.now()).set("Ready", value, reason, message);
    }

    private void change(String node, java.util.function.Consumer<ObjectNode> change) {
        world.change(Kinds.NODE, ObjectKey.of("", node), change);
    }
}
