// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One upgrade from its first label to its cleanup. System services come before the nodes, and the nodes one by one; a
 * site of one node stops all its virtual machines and is out of reach while it reboots.
 */
final class UpgradeRun {
    /** How often a stage that hangs, or a node that is paused, is looked at again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** What happens when a stage begins and when it ends. */
    private record Step(UpgradeStage stage, String node, Runnable enter, Runnable leave) {}

    private final SiteWorld world;
    private final ObjectKey key;
    private final String uid;
    private final UpgradeSource source;
    private final String target;
    private final Premises premises;
    private final UpgradeNodes nodes;
    private final Deque<Step> steps = new ArrayDeque<>();

    UpgradeRun(SiteWorld world, Premises premises, ObjectNode upgrade) {
        this.world = world;
        this.key = Trees.key(upgrade);
        this.uid = Trees.uid(upgrade);
        this.source = UpgradeSource.of(world, upgrade);
        this.target = source.version();
        this.premises = premises;
        this.nodes = new UpgradeNodes(
                world, premises, target, config(world).path("restoreVM").asBoolean(false));
    }

    /** The effective value of the setting; only what it says when the upgrade begins counts. */
    static JsonNode config(SiteWorld world) {
        return UpgradeAdmission.config(world.store());
    }

    void start() {
        boolean logs = current()
                .map(upgrade -> upgrade.at("/spec/logEnabled").asBoolean(true))
                .orElse(true);
        write(upgrade -> {
            upgrade.label(UpgradeObject.LATEST, "true").state("PreparingLoggingInfra");
            upgrade.condition("Completed", "Unknown");
            Trees.child(upgrade.upgrade(), "status").put("previousVersion", version());
        });
        if (logs) {
            step(UpgradeStage.LOG, () -> {}, () -> write(upgrade -> upgrade.condition("LogReady", "True")));
        } else {
            write(upgrade -> upgrade.condition("LogReady", "False", "Disabled", ""));
        }
        image();
        step(UpgradeStage.REPO, () -> write(upgrade -> upgrade.condition("RepoReady", "Unknown")), this::eligible);
        premises.nodes()
                .forEach(node -> add(
                        UpgradeStage.PRELOAD,
                        node,
                        () -> preloading(node),
                        () -> write(upgrade -> upgrade.node(node, "Images preloaded"))));
        step(UpgradeStage.SERVICES, this::services, this::servicesDone);
        if (premises.nodes().size() == 1) {
            single(premises.nodes().getFirst());
        } else {
            premises.nodes().forEach(this::node);
        }
        step(
                UpgradeStage.CLEANUP,
                this::done,
                () -> write(upgrade -> upgrade.label(UpgradeObject.CLEANUP, "Succeeded")));
        next();
    }

    private void step(UpgradeStage stage, Runnable enter, Runnable leave) {
        add(stage, "", enter, leave);
    }

    private void add(UpgradeStage stage, String node, Runnable enter, Runnable leave) {
        steps.add(new Step(stage, node, enter, leave));
    }

    /** Nothing is left to download of an image that is there; one that is not whole ends the upgrade. */
    private void image() {
        if (!source.isThere()) {
            step(
                    UpgradeStage.IMAGE,
                    this::downloading,
                    () -> write(upgrade -> upgrade.condition("ImageReady", "True")));
            return;
        }
        var whole = source.isWhole(world);
        write(upgrade -> {
            upgrade.state("PreparingRepo").condition("ImageReady", whole ? "True" : "False");
            Trees.child(upgrade.upgrade(), "status").put("imageID", source.image());
        });
        if (!whole) {
            refuse("image " + source.image() + " is not ready");
        }
    }

    private void downloading() {
        write(upgrade -> {
            upgrade.state("PreparingRepo").condition("ImageReady", "Unknown");
            Trees.child(upgrade.upgrade(), "status").put("imageID", "harvester-system/" + key.name());
        });
    }

    /** The versionguard of the upgrade helper: nothing older, and nothing from before the ISO's minimum. */
    private void eligible() {
        var least = source.minimum(world);
        var from = version();
        if (UpgradeAdmission.compare(target, from) < 0) {
            refuse("downgrading is not allowed: current version %s, upgrade version %s".formatted(from, target));
        } else if (!least.isEmpty() && UpgradeAdmission.compare(from, least) < 0) {
            refuse("current version %s is less than the minimum upgradable version %s".formatted(from, least));
        } else {
            write(upgrade -> {
                var ships = premises.shipped(target);
                upgrade.state("RepoPrepared").condition("RepoReady", "True");
                var status = Trees.child(upgrade.upgrade(), "status");
                status.put(
                        "singleNode",
                        premises.nodes().size() == 1 ? premises.nodes().getFirst() : "");
                status.put("repoInfo", """
                        release:
                            harvester: %s
                            os: Harvester %s
                            kubernetes: %s
                            rancher: %s
                            minUpgradableVersion: %s
                        """.formatted(target, target, ships.kubernetes(), ships.rancher(), least));
            });
        }
    }

    private void refuse(String why) {
        steps.clear();
        write(upgrade -> upgrade.state("Failed").condition("Completed", "False", why, ""));
    }

    private void preloading(String node) {
        write(upgrade -> {
            upgrade.state("PreparingNodes").node(node, "Images preloading");
            if (premises.nodes().getLast().equals(node)) {
                upgrade.condition("NodesPrepared", "Unknown");
            }
        });
    }

    /** Harvester's own webhook is replaced on the way, and fails closed meanwhile. */
    private void services() {
        write(upgrade -> upgrade.state("UpgradingSystemServices")
                .condition("NodesPrepared", "True")
                .condition("SystemServicesUpgraded", "Unknown"));
        var usual = UpgradeStage.SERVICES.usual();
        world.clock().afterWork(usual.dividedBy(2), () -> {
            if (current().isPresent()) {
                world.troubles()
                        .flapWebhook(
                                "Post \"https://harvester-webhook.harvester-system.svc:443/v1/webhook/validation\":"
                                        + " dial tcp 10.53.77.12:443: connect: connection refused");
            }
        });
        world.clock()
                .afterWork(
                        usual.dividedBy(4).multipliedBy(3),
                        () -> world.troubles().flapWebhook(""));
    }

    private void servicesDone() {
        write(upgrade -> upgrade.condition("SystemServicesUpgraded", "True")
                .state("UpgradingNodes")
                .condition("NodesUpgraded", "Unknown"));
    }

    private void node(String node) {
        add(
                UpgradeStage.PRE_DRAIN,
                node,
                () -> {
                    nodes.drain(node);
                    write(upgrade -> upgrade.node(node, "Pre-draining"));
                },
                () -> write(upgrade -> upgrade.node(node, "Pre-drained")));
        add(
                UpgradeStage.POST_DRAIN,
                node,
                () -> {
                    nodes.stopRest(node);
                    write(upgrade -> upgrade.node(node, "Post-draining"));
                },
                () -> {});
        add(
                UpgradeStage.REBOOT,
                node,
                () -> {
                    nodes.down(node);
                    write(upgrade -> upgrade.node(node, "Waiting Reboot"));
                },
                () -> {
                    nodes.up(node);
                    write(upgrade -> upgrade.node(node, "Succeeded"));
                });
    }

    private void single(String node) {
        add(UpgradeStage.SINGLE_NODE, node, nodes::stopAll, () -> {});
        add(
                UpgradeStage.REBOOT,
                node,
                () -> {
                    write(upgrade -> upgrade.node(node, "Waiting Reboot"));
                    nodes.down(node);
                    premises.reboot(world.clock().shortened(UpgradeStage.REBOOT.usual()));
                },
                () -> {
                    nodes.up(node);
                    nodes.restore();
                    write(upgrade -> upgrade.node(node, "Succeeded"));
                });
    }

    private void done() {
        write(upgrade -> upgrade.state("Succeeded")
                .condition("NodesUpgraded", "True")
                .condition("Completed", "True")
                .label(UpgradeObject.CLEANUP, "Pending"));
        world.change(Kinds.SETTING, ObjectKey.of("", "server-version"), setting -> setting.put("value", target));
    }

    private void next() {
        var step = steps.poll();
        if (step != null) {
            enter(step);
        }
    }

    private void enter(Step step) {
        if (current().isEmpty()) {
            return;
        }
        if (step.stage() == UpgradeStage.PRE_DRAIN || step.stage() == UpgradeStage.SINGLE_NODE) {
            if (isPaused(step.node())) {
                write(upgrade -> upgrade.node(step.node(), "Node-upgrade paused", "AdministrativelyPaused", ""));
                world.clock().afterWork(AGAIN, () -> enter(step));
                return;
            }
        }
        step.enter().run();
        world.clock().afterWork(step.stage().usual(), () -> leave(step));
    }

    private void leave(Step step) {
        if (current().isEmpty()) {
            return;
        }
        var snag = world.troubles().snag(step.stage());
        if (snag.isPresent() && snag.get().message().isEmpty() || waitsForMachines(step)) {
            world.clock().afterWork(AGAIN, () -> leave(step));
        } else if (snag.isPresent()) {
            steps.clear();
            write(upgrade -> UpgradeFailure.of(
                            step.stage(), step.node(), snag.get().message())
                    .write(upgrade));
        } else {
            step.leave().run();
            next();
        }
    }

    /** The shell waits without a timeout until the last machine has stopped. */
    private boolean waitsForMachines(Step step) {
        return step.stage() == UpgradeStage.SINGLE_NODE && !premises.running().isEmpty();
    }

    private boolean isPaused(String node) {
        return current()
                .map(upgrade -> upgrade.at("/metadata/annotations")
                        .path(UpgradeObject.PAUSES)
                        .asText(""))
                .flatMap(Trees::parsed)
                .map(map -> map.path(node).asText("").equals("pause"))
                .orElse(false);
    }

    private String version() {
        return Trees.find(world.store(), Kinds.SETTING, ObjectKey.of("", "server-version"))
                .map(setting -> setting.path("value").asText())
                .orElse("");
    }

    /** The upgrade as it is now, if it is still the same one and not over. */
    private Optional<ObjectNode> current() {
        return Trees.find(world.store(), Kinds.UPGRADE, key)
                .filter(found -> Trees.uid(found).equals(uid))
                .filter(found ->
                        !UpgradeObject.label(found, UpgradeObject.STATE).equals("Failed"));
    }

    private void write(Consumer<UpgradeObject> change) {
        if (current().isPresent()) {
            world.change(Kinds.UPGRADE, key, now -> change.accept(new UpgradeObject(now, world.now())));
        }
    }
}
