// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an upgrade does to nodes and to the virtual machines on them. */
final class UpgradeNodes {
    private static final String DRAIN = "kubevirt.io/drain";
    /** What Longhorn takes to build the replicas of a node anew. */
    private static final Duration REBUILT = Duration.ofMinutes(10);

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
        replicas("healthy", "degraded");
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
        world.clock().afterWork(REBUILT, this::rebuilt);
    }

    /** The replicas of a node that was away are built anew, once all nodes are there. */
    private void rebuilt() {
        var away = world.store().list(Kinds.NODE).stream()
                .map(Trees::of)
                .anyMatch(node -> !Conditions.status(node, "Ready").equals("True"));
        if (!away) {
            replicas("degraded", "healthy");
        }
    }

    /** A site of one node has all replicas there, and none while it is away. */
    private void replicas(String before, String after) {
        if (premises.nodes().size() == 1) {
            return;
        }
        for (var volume : world.store().list(Kinds.VOLUME)) {
            world.change(Kinds.VOLUME, volume.key(), found -> {
                var status = Trees.child(found, "status");
                if (status.path("robustness").asText().equals(before)) {
                    status.put("robustness", after);
                }
            });
        }
    }

    private void ready(ObjectNode node, String value, String reason, String message) {
        Conditions.of(node, world.now()).set("Ready", value, reason, message);
    }

    private void change(String node, java.util.function.Consumer<ObjectNode> change) {
        world.change(Kinds.NODE, ObjectKey.of("", node), change);
    }
}
