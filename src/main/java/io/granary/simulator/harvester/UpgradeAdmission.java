// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.Admission.Operation;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.util.List;
import java.util.stream.Stream;

/**
 * The webhooks of Upgrades and Versions, in the order of Harvester's own checks and in its words (Harvester
 * {@code pkg/webhook/resources/upgrade/validator.go}, v1.8.2).
 */
final class UpgradeAdmission {
    private UpgradeAdmission() {}

    /** Which nodes wait for a word before their turn, as the setting upgrade-config has it. */
    static void mutate(Admission admission) {
        var upgrade = admission.object();
        if (upgrade == null || admission.target().operation() != Operation.CREATE) {
            return;
        }
        var strategy = config(admission.store()).at("/nodeUpgradeOption/strategy");
        if (strategy.path("mode").asText("auto").equals("manual")) {
            var named = strategy.path("pauseNodes")
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList();
            var map = Trees.empty();
            admission.store().list(Kinds.NODE).stream()
                    .map(node -> node.key().name())
                    .filter(node -> named.isEmpty() || named.contains(node))
                    .forEach(node -> map.put(node, "pause"));
            Trees.child(Trees.child(upgrade, "metadata"), "annotations").put(UpgradeObject.PAUSES, map.toString());
        }
    }

    /** The effective value of the setting upgrade-config. */
    static JsonNode config(ObjectStore store) {
        return Trees.find(store, Kinds.SETTING, ObjectKey.of("", "upgrade-config"))
                .map(setting -> setting.path("value").asText("").isEmpty()
                        ? setting.path("default").asText("")
                        : setting.path("value").asText(""))
                .flatMap(Trees::parsed)
                .orElseGet(Trees::empty);
    }

    static void validate(Admission admission, SiteTroubles troubles) {
        var upgrade = admission.object();
        if (admission.target().operation() == Operation.DELETE) {
            delete(admission.before());
        } else if (upgrade != null && admission.target().operation() == Operation.CREATE) {
            create(upgrade, admission.store(), troubles);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable ObjectNode upgrade) {
        if (upgrade != null && Conditions.status(upgrade, "NodesUpgraded").equals("Unknown")) {
            throw Webhook.VALIDATOR.badRequest("cannot delete an upgrade while its nodes are being upgraded");
        }
    }

    private static void create(ObjectNode upgrade, ObjectStore store, SiteTroubles troubles) {
        var version = upgrade.at("/spec/version").asText("");
        if (version.isEmpty() && upgrade.at("/spec/image").asText("").isEmpty()) {
            throw Webhook.VALIDATOR.badRequest("version or image field are not specified.");
        }
        if (!version.isEmpty()
                && store.find(Kinds.HARVESTER_VERSION, ObjectKey.of("harvester-system", version))
                        .isEmpty()) {
            throw Webhook.VALIDATOR.badRequest("version " + version + " is not found");
        }
        others(store);
        if (!upgrade.at("/metadata/annotations")
                .path("harvesterhci.io/skipWebhook")
                .asText("")
                .equals("true")) {
            storage(store);
            controllers(store);
            nodes(store, troubles);
            machines(store);
            certificates(troubles);
        }
    }

    private static void others(ObjectStore store) {
        for (var other : all(store, Kinds.UPGRADE).toList()) {
            if (!UpgradeObject.isOver(other)) {
                throw Webhook.VALIDATOR.conflict("cannot proceed until previous upgrade \"%s\" completes"
                        .formatted(Trees.key(other).name()));
            }
            if (UpgradeObject.label(other, UpgradeObject.CLEANUP).equals("Pending")) {
                throw Webhook.VALIDATOR.conflict(
                        "cannot proceed until previous upgrades completed their cleanup process");
            }
        }
    }

    private static void storage(ObjectStore store) {
        int nodes = store.list(Kinds.NODE).size();
        if (nodes >= 3 && any(store, Kinds.VOLUME, volume -> is(volume, "/status/robustness", "degraded"))) {
            throw Webhook.VALIDATOR.badRequest("there are degraded volumes, please check all volumes are healthy");
        }
        if (any(store, Kinds.CAPI_CLUSTER, cluster -> !is(cluster, "/status/phase", "Provisioned"))) {
            throw Webhook.VALIDATOR.badRequest(
                    "cluster fleet-local/local status is not Provisioned, please wait for it");
        }
        all(store, Kinds.BACKUP)
                .filter(backup -> Conditions.isTrue(backup, "InProgress"))
                .findFirst()
                .ifPresent(backup -> {
                    throw Webhook.VALIDATOR.badRequest(
                            "please wait until all vmbackups are stopped, for example %s is under processing"
                                    .formatted(Trees.key(backup)));
                });
        all(store, Kinds.SCHEDULE)
                .filter(schedule -> !schedule.at("/spec/suspend").asBoolean(false))
                .findFirst()
                .ifPresent(schedule -> {
                    throw Webhook.VALIDATOR.badRequest(
                            "please suspend all backup/snapshot schedule, for example %s is running"
                                    .formatted(Trees.key(schedule)));
                });
    }

    private static void machines(ObjectStore store) {
        if (store.list(Kinds.NODE).size() == 1) {
            return;
        }
        var single = all(store, Kinds.VOLUME)
                .filter(volume -> volume.at("/spec/numberOfReplicas").asInt(3) == 1)
                .map(volume -> volume.at("/status/kubernetesStatus/namespace").asText() + "/"
                        + volume.at("/status/kubernetesStatus/pvcName").asText())
                .toList();
        if (!single.isEmpty()) {
            throw Webhook.VALIDATOR.invalid(
                    "Following PVCs with single-replica volume, even the volume is detached, upgrade may have potential"
                            + " data integrity concerns: " + String.join(", ", single),
                    "");
        }
        var bound = all(store, Kinds.INSTANCE)
                .filter(instance ->
                        Conditions.status(instance, "LiveMigratable").equals("False"))
                .map(instance -> Trees.key(instance).toString())
                .toList();
        if (!bound.isEmpty() && !config(store).path("restoreVM").asBoolean(false)) {
            throw Webhook.VALIDATOR.invalid(
                    "There are non-live migratable VMs that need to be shut off before initiating the upgrade: "
                            + String.join(", ", bound),
                    "");
        }
    }

    private static void certificates(SiteTroubles troubles) {
        var expiry = troubles.certificates();
        if (expiry.days() < 7) {
            throw Webhook.VALIDATOR.badRequest(("earliest expiring cert for default/kubernetes ClusterIP is %s, it will"
                            + " expire in 7 days. Please rotate RKE2 certificates.")
                    .formatted(expiry.at()));
        }
    }

    private static void controllers(ObjectStore store) {
        for (var chart : all(store, Kinds.CHART).toList()) {
            if (!Conditions.isTrue(chart, "Ready")) {
                throw Webhook.VALIDATOR.badRequest("managed chart %s is not ready, please wait for it to be ready"
                        .formatted(Trees.key(chart).name()));
            }
        }
        for (var addon : all(store, Kinds.ADDON).toList()) {
            if (List.of("AddonEnabling", "AddonDisabling", "AddonUpdating")
                    .contains(addon.at("/status/status").asText())) {
                throw Webhook.VALIDATOR.badRequest("addon %s is being processed".formatted(Trees.key(addon)));
            }
        }
    }

    private static void nodes(ObjectStore store, SiteTroubles troubles) {
        for (var node : all(store, Kinds.NODE).toList()) {
            var name = Trees.key(node).name();
            if (!Conditions.isTrue(node, "Ready")) {
                throw Webhook.VALIDATOR.badRequest(
                        "node %s is not ready, please wait for it to be ready".formatted(name));
            }
            if (node.at("/spec/unschedulable").asBoolean(false)) {
                throw Webhook.VALIDATOR.badRequest(
                        "node %s is unschedulable, please wait for it to be schedulable".formatted(name));
            }
            var full = Kubelet.fullWithImages(troubles);
            if (full > 85) {
                throw Webhook.VALIDATOR.badRequest(("Node \"%s\" will reach %.2f%% storage space after loading new"
                                + " images. It's higher than kubelet image garbage collection threshold 85%%.")
                        .formatted(name, full));
            }
        }
        for (var machine : all(store, Kinds.MACHINE).toList()) {
            if (!is(machine, "/status/phase", "Running")) {
                throw Webhook.VALIDATOR.internal("machine %s is not running".formatted(Trees.key(machine)));
            }
        }
    }

    private static Stream<ObjectNode> all(ObjectStore store, GroupResource kind) {
        return store.list(kind).stream().map(Trees::of);
    }

    private static boolean any(
            ObjectStore store, GroupResource kind, java.util.function.Predicate<ObjectNode> condition) {
        return all(store, kind).anyMatch(condition);
    }

    private static boolean is(JsonNode object, String pointer, String value) {
        return object.at(pointer).asText("").equals(value);
    }

    static void version(Admission admission) {
        var version = admission.object();
        var checksum = version == null ? "" : version.at("/spec/isoChecksum").asText("");
        if (!checksum.isEmpty() && !checksum.matches("[0-9a-f]{128}")) {
            throw Webhook.VALIDATOR.invalid(
                    "invalid ISO checksum: it is not a SHA-512 in lower case", "spec.isoChecksum");
        }
    }

    /** Orders releases as v1.8.2 by their numbers. */
    static int compare(String left, String right) {
        var a = numbers(left);
        var b = numbers(right);
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!a.get(i).equals(b.get(i))) {
                return a.get(i) - b.get(i);
            }
        }
        return 0;
    }

    private static List<Integer> numbers(String version) {
        var plain = version.startsWith("v") ? version.substring(1) : version;
        return Stream.of(plain.split("[^0-9]+", -1))
                .filter(part -> !part.isEmpty())
                .limit(3)
                .map(Integer::valueOf)
                .toList();
    }
}
