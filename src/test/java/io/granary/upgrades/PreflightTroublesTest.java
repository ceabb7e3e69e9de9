// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.Hop;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kube.ResourceType;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting.Note;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Weight;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each finding of the pre-flight, planted at a simulated site and found there over HTTPS, with the sentence that mends
 * it. Backup schedules are at work at every site, as in a shop: the site's own validator says nothing else.
 */
class PreflightTroublesTest {
    private static final int DATACENTER = 0;
    private static final int STORE = 3;
    private static final ResourceType<ObjectNode> CHARTS = SiteObjects.type("management.cattle.io/v3", "managedcharts");
    private static final ResourceType<ObjectNode> CLUSTERS = SiteObjects.type("cluster.x-k8s.io/v1beta1", "clusters");
    private static final ResourceType<ObjectNode> CAPI = SiteObjects.type("cluster.x-k8s.io/v1beta1", "machines");
    private static final ResourceType<ObjectNode> ADDONS = SiteObjects.type("harvesterhci.io/v1beta1", "addons");
    private static final ResourceType<ObjectNode> INSTANCES =
            SiteObjects.type("kubevirt.io/v1", "virtualmachineinstances");

    /**
     * @param plant what is wrong at the site
     * @param sentence a pattern of the whole sentence
     * @param remedy a part of what mends it
     */
    private record Trouble(
            String name, int site, Consumer<UpgradeFleet> plant, Weight weight, String sentence, String remedy) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Trouble> troubles() {
        return List.of(
                blocks(
                        "the validator refuses",
                        DATACENTER,
                        fleet -> fleet.simulated().faults().admissionDenies(fleet.id(DATACENTER), "no, said the shop"),
                        "the site refuses it",
                        "no, said the shop"),
                blocks(
                        "the validator does not answer",
                        STORE,
                        fleet -> fleet.simulated().faults().admissionDown(fleet.id(STORE), "connection refused"),
                        "the site cannot check the upgrade now \\(.*connection refused\\)",
                        "harvester-webhook"),
                blocks(
                        "a managed chart is not ready",
                        STORE,
                        fleet -> fleet.change(STORE, CHARTS, chart -> condition(chart, "Ready", "False")),
                        "managed chart \\S+ is not ready",
                        "mend it"),
                blocks(
                        "an addon is being processed",
                        STORE,
                        fleet -> fleet.change(
                                STORE, ADDONS, addon -> status(addon).put("status", "AddonEnabling")),
                        "addon \\S+ is being processed",
                        "mend it"),
                blocks(
                        "a machine of the cluster is not running",
                        STORE,
                        fleet -> fleet.change(
                                STORE, CAPI, machine -> status(machine).put("phase", "Failed")),
                        "machine fleet-local/\\S+ is not running",
                        "mend it"),
                blocks(
                        "the cluster is not provisioned",
                        STORE,
                        fleet -> fleet.change(
                                STORE, CLUSTERS, found -> status(found).put("phase", "Provisioning")),
                        "the site refuses it",
                        "cluster fleet-local/local status is"),
                blocks(
                        "a backup is in progress",
                        STORE,
                        fleet -> fleet.change(STORE, SiteKinds.BACKUPS, b -> condition(b, "InProgress", "True")),
                        "the site refuses it",
                        "please wait until all vmbackups are stopped"),
                blocks(
                        "a volume has a single replica",
                        DATACENTER,
                        fleet -> fleet.change(
                                DATACENTER,
                                SiteKinds.VOLUMES,
                                volume -> volume.withObjectProperty("spec").put("numberOfReplicas", 1)),
                        "volumes with a single replica: \\S+",
                        "mend it"),
                blocks(
                        "a machine cannot move and may not stop",
                        DATACENTER,
                        fleet -> fleet.change(DATACENTER, INSTANCES, vm -> condition(vm, "LiveMigratable", "False")),
                        "virtual machines that cannot move must be shut down before: \\S+",
                        "mend it"),
                blocks(
                        "a volume is faulted",
                        STORE,
                        fleet -> fleet.volume(STORE, "faulted"),
                        "1 volume \\[\\S+\\] faulted",
                        "restore them"),
                blocks(
                        "a volume is degraded at a site of three nodes",
                        DATACENTER,
                        fleet -> fleet.volume(DATACENTER, "degraded"),
                        "1 volume \\[\\S+\\] degraded",
                        "wait until Longhorn"),
                warns(
                        "a volume is degraded at a site of one node",
                        STORE,
                        fleet -> fleet.volume(STORE, "degraded"),
                        "1 volume \\[\\S+\\] degraded",
                        "wait until Longhorn"),
                blocks(
                        "a node is not ready",
                        STORE,
                        fleet -> fleet.change(STORE, SiteKinds.NODES, node -> condition(node, "Ready", "False")),
                        "node \\S+ is not ready",
                        "repair it"),
                blocks(
                        "a node is cordoned",
                        STORE,
                        fleet -> fleet.change(
                                STORE,
                                SiteKinds.NODES,
                                node -> node.withObjectProperty("spec").put("unschedulable", true)),
                        "node \\S+ is cordoned",
                        "uncordon it"),
                blocks(
                        "a node is in maintenance",
                        DATACENTER,
                        fleet -> fleet.change(
                                DATACENTER,
                                SiteKinds.NODES,
                                node -> node.withObjectProperty("metadata")
                                        .withObjectProperty("annotations")
                                        .put("harvesterhci.io/maintain-status", "completed")),
                        "node \\S+ is in maintenance",
                        "end its maintenance mode"),
                blocks(
                        "a disk has no room for the ISO",
                        STORE,
                        fleet -> fleet.change(
                                STORE,
                                SiteKinds.DISKS,
                                node -> status(node)
                                        .path("diskStatus")
                                        .forEach(disk -> ((ObjectNode) disk).put("storageAvailable", 12L << 30))),
                        "node \\S+ has 12 GiB free for the image",
                        "free disk space up to 29 GiB"),
                blocks(
                        "the system partition is full",
                        STORE,
                        fleet -> fleet.simulated().faults().nodesFill(fleet.id(STORE), 80),
                        "the system partition of node \\S+ would be 89 % full .*",
                        "crictl rmi --prune"),
                blocks(
                        "a certificate is in its last week",
                        STORE,
                        fleet -> fleet.simulated().faults().certificatesExpire(fleet.id(STORE), 3),
                        "a certificate of node s0003-n1 expires at \\S+Z",
                        "auto-rotate-rke2-certs"),
                warns(
                        "a certificate is in its last month",
                        STORE,
                        fleet -> fleet.simulated().faults().certificatesExpire(fleet.id(STORE), 20),
                        "a certificate of node s0003-n1 expires at \\S+Z",
                        "auto-rotate-rke2-certs"),
                blocks(
                        "another upgrade was left behind",
                        STORE,
                        PreflightTroublesTest::leaveAnUpgrade,
                        "upgrade somebodys to v1.8.2 is left behind, it .*",
                        "finish it, or delete that Upgrade"),
                blocks(
                        "the last upgrade is not cleaned up",
                        STORE,
                        fleet -> fleet.change(
                                STORE,
                                SiteKinds.UPGRADES,
                                upgrade -> upgrade.withObjectProperty("metadata")
                                        .withObjectProperty("labels")
                                        .put("harvesterhci.io/upgradeCleanup", "Pending")),
                        "upgrade \\S+ is not cleaned up",
                        "wait, or look at Harvester's log"),
                warns(
                        "a machine has no fresh backup",
                        STORE,
                        fleet -> {},
                        "2 virtual machines \\[.*\\] without a good backup of the last 24 h",
                        "back up before the window"),
                warns(
                        "a machine has a CD-ROM",
                        DATACENTER,
                        fleet -> fleet.change(DATACENTER, SiteKinds.MACHINES, PreflightTroublesTest::insert),
                        ".* cannot move .*\\(a CD-ROM\\).*",
                        "eject the CD-ROM"),
                new Trouble(
                        "backup schedules are at work",
                        STORE,
                        fleet -> {},
                        Weight.TELLS,
                        "1 backup schedule \\[\\S+\\] suspended for the upgrade",
                        "go on by themselves"),
                new Trouble(
                        "the machines of a store stop",
                        STORE,
                        fleet -> {},
                        Weight.TELLS,
                        "2 virtual machines \\[.*\\] stopped, since the site has one node",
                        "started again"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void isFoundAndSaysHowToMendIt(Trouble trouble) {
        try (var fleet = new UpgradeFleet(4, 2)) {
            trouble.plant().accept(fleet);

            var seen = look(fleet, trouble.site(), "v1.8.2");

            assertThat(seen.notes())
                    .filteredOn(note -> note.sentence().matches("(?s)" + trouble.sentence()))
                    .singleElement()
                    .satisfies(note -> assertThat(note.weight()).isEqualTo(trouble.weight()))
                    .satisfies(note -> assertThat(note.remedy()).contains(trouble.remedy()));
            assertThat(!seen.sentence().isEmpty()).isEqualTo(trouble.weight() == Weight.BLOCKS);
            assertThat(fleet.upgrades(trouble.site(), "granary")).isEmpty();
        }
    }

    /** The validator says only that it does not know the Version, which the upgrade makes when it begins. */
    @ParameterizedTest
    @MethodSource("hidden")
    void aVersionThatIsNotThereYetHidesNothing(Trouble trouble) {
        try (var fleet = new UpgradeFleet(4, 2)) {
            fleet.change(
                    STORE,
                    SiteKinds.SCHEDULES,
                    each -> each.withObjectProperty("spec").put("suspend", true));
            trouble.plant().accept(fleet);

            assertThat(look(fleet, STORE, "v1.8.3").notes())
                    .filteredOn(note -> note.weight() == Weight.BLOCKS)
                    .extracting(Note::sentence)
                    .anyMatch(sentence -> sentence.matches(trouble.sentence()));
        }
    }

    static List<Trouble> hidden() {
        var names = List.of(
                "a managed chart is not ready", "the system partition is full", "a certificate is in its last week");
        return troubles().stream().filter(each -> names.contains(each.name())).toList();
    }

    private static Precheck look(UpgradeFleet fleet, int site, String version) {
        var iso = new Iso("http://mirror.example/harvester.iso", "0".repeat(128));
        // Machines that cannot move may not stop for it, as Harvester had it before v1.8.
        var target = new UpgradeTarget(version, iso, List.<Hop>of(), null, null, false);
        var order = new Order(fleet.view(site), new RolloutTarget(null, null, target, null), 1, 1, "granary-1");
        return fleet.payload().look(order).precheck();
    }

    private static Trouble blocks(String name, int site, Consumer<UpgradeFleet> plant, String sentence, String remedy) {
        return new Trouble(name, site, plant, Weight.BLOCKS, sentence, remedy);
    }

    private static Trouble warns(String name, int site, Consumer<UpgradeFleet> plant, String sentence, String remedy) {
        return new Trouble(name, site, plant, Weight.WARNS, sentence, remedy);
    }

    private static ObjectNode status(ObjectNode object) {
        return object.withObjectProperty("status");
    }

    private static void condition(ObjectNode object, String type, String value) {
        var conditions = status(object).withArrayProperty("conditions");
        for (var condition : conditions) {
            if (condition.path("type").asText().equals(type)) {
                ((ObjectNode) condition).put("status", value);
                return;
            }
        }
        conditions.addObject().put("type", type).put("status", value);
    }

    private static void insert(ObjectNode machine) {
        var disks = (ArrayNode) machine.at("/spec/template/spec/domain/devices/disks");
        disks.addObject().put("name", "tools").putObject("cdrom").put("bus", "sata");
        status(machine).put("printableStatus", "Running");
    }

    private static void leaveAnUpgrade(UpgradeFleet fleet) {
        fleet.simulated().faults().upgradeStalls(fleet.id(STORE), "image");
        var upgrade = UpgradeWriter.upgrade("somebodys", "v1.8.2");
        upgrade.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("harvesterhci.io/skipWebhook", "true");
        fleet.of(STORE, SiteKinds.UPGRADES).create(upgrade);
    }
}
