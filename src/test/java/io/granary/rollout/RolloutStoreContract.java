// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.kube.Written;
import io.granary.rollout.RolloutStore.StoreProblem;
import io.granary.rollout.core.Entry;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.SiteUid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What the engine relies on at the hub's API server: held against the simulator always, and against a real
 * kube-apiserver when {@code KUBEBUILDER_ASSETS} names a folder with it and etcd.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutStoreContract {
    private static final ModelCase CALM = ModelCase.calm(5, Set.of());
    private static final SiteUid SITE = new SiteUid("c-1.u1");

    private final RolloutHubs hubs = new RolloutHubs();

    @TestFactory
    Stream<DynamicContainer> anApiServer() {
        return hubs.hold(clauses());
    }

    @AfterAll
    void close() throws Exception {
        hubs.close();
    }

    private static Map<String, Consumer<RolloutHub>> clauses() {
        return Map.ofEntries(
                entry("keeps every field of status, report and revision", RolloutStoreContract::keepsEveryField),
                entry("refuses a status that was decided before an edit", RolloutStoreContract::refusesAfterAnEdit),
                entry("refuses the second of two statuses from one read", RolloutStoreContract::refusesTheSecond),
                entry(
                        "counts edits of the spec as generations, and statuses not",
                        RolloutStoreContract::countsGenerations),
                entry(
                        "refuses a shard that exists, and one that was written since",
                        RolloutStoreContract::refusesStaleShards),
                entry(
                        "voids an admission whose serial was never written, and refuses its writer",
                        RolloutStoreContract::voidsWhatWasNotConfirmed),
                entry("keeps a revision that is kept already", RolloutStoreContract::keepsARevisionTwice),
                entry("does not read what an earlier rollout of the same name left", RolloutStoreContract::knowsItsOwn),
                entry("holds a deletion until the rollout is let go", RolloutStoreContract::holdsADeletion),
                entry(
                        "holds a foreground deletion, and leaves the collector's finalizer",
                        RolloutStoreContract::holdsAForegroundDeletion),
                entry("lets a rollout be deleted that is free again", RolloutStoreContract::freesAgain),
                entry("binds nothing that was edited or deleted since", RolloutStoreContract::bindsWhatWasRead),
                entry("drops what is old, also when it is gone already", RolloutStoreContract::dropsTheOld),
                entry("knows no rollout that is gone", RolloutStoreContract::knowsThatItIsGone));
    }

    private static void keepsEveryField(RolloutHub hub) {
        var world = new ModelRun(ModelCase.of(37), ModelHub.Bug.NONE).run().world;
        var key = hub.rollout("whole", world.hub.spec());
        var read = hub.store.read(key);
        assertThat(read).isNotNull();

        hub.store.writeStatus(read, world.hub.status());
        world.revisions.forEach(revision -> hub.store.keepRevision(key, renamed(revision, "whole")));
        for (var report : world.reports.values()) {
            hub.store.writeReport(key, report("whole-" + report.name(), "whole", report.spec()));
        }

        assertThat(hub.store.read(key).spec()).isEqualTo(world.hub.spec());
        assertThat(hub.store.read(key).status()).isEqualTo(world.hub.status());
        assertThat(hub.store.reports(key))
                .extracting(report -> report.spec().sites())
                .containsExactlyInAnyOrderElementsOf(world.reports.values().stream()
                        .map(report -> report.spec().sites())
                        .toList());
        assertThat(hub.store.revisions(key)).hasSameSizeAs(world.revisions);
    }

    private static HubReport report(String name, String rollout, RolloutReportSpec of) {
        return new HubReport(
                name, null, new RolloutReportSpec(rollout, of.number(), of.shard(), of.epoch(), of.sites()));
    }

    private static RolloutRevisionSpec renamed(RolloutRevisionSpec of, String rollout) {
        return new RolloutRevisionSpec(
                rollout, of.number(), of.hash(), of.target(), of.overrides(), of.waves(), of.seeds(), of.since());
    }

    private static void refusesAfterAnEdit(RolloutHub hub) {
        var key = hub.rollout("edited", CALM.spec("v1", false, false, 4));
        var read = hub.store.read(key);
        hub.edit(key, CALM.spec("v1", true, false, 4));

        assertThatThrownBy(() -> hub.store.writeStatus(read, status())).isInstanceOf(StoreProblem.class);
        assertThat(hub.find(key).status()).isNull();
    }

    private static void refusesTheSecond(RolloutHub hub) {
        var key = hub.rollout("twice", CALM.spec("v1", false, false, 4));
        var read = hub.store.read(key);
        var written = hub.store.writeStatus(read, status());

        assertThat(written.version()).isNotEqualTo(read.version());
        assertThatThrownBy(() -> hub.store.writeStatus(read, status())).isInstanceOf(StoreProblem.class);
    }

    private static void countsGenerations(RolloutHub hub) {
        var key = hub.rollout("counted", CALM.spec("v1", false, false, 4));

        var told = hub.store.writeStatus(hub.store.read(key), status());
        assertThat(told.generation()).isEqualTo(1);
        hub.edit(key, CALM.spec("v2", false, false, 4));
        assertThat(hub.store.read(key).generation()).isEqualTo(2);
        assertThat(hub.store.read(key).status()).isEqualTo(status());
    }

    private static void refusesStaleShards(RolloutHub hub) {
        var key = hub.rollout("shards", CALM.spec("v1", false, false, 4));
        hub.store.read(key);
        var spec = new RolloutReportSpec("shards", 1, 0, 1L, List.of());

        var first = hub.store.writeReport(key, new HubReport("shards-1-0", null, spec));
        assertThatThrownBy(() -> hub.store.writeReport(key, new HubReport("shards-1-0", null, spec)))
                .isInstanceOf(StoreProblem.class);
        var later = new RolloutReportSpec("shards", 1, 0, 2L, List.of());
        hub.store.writeReport(key, new HubReport("shards-1-0", first.version(), later));
        assertThatThrownBy(() -> hub.store.writeReport(key, new HubReport("shards-1-0", first.version(), spec)))
                .isInstanceOf(StoreProblem.class);
        assertThat(hub.store.reports(key))
                .singleElement()
                .satisfies(kept -> assertThat(kept.spec().epoch()).isEqualTo(2));
    }

    /** The process ends between the shard and the serial; the next one leads. */
    private static void voidsWhatWasNotConfirmed(RolloutHub hub) {
        var key = hub.rollout("crash", CALM.spec("v1", false, false, 4));
        hub.store.read(key);
        var dead = new Shards(hub.store, key);
        dead.takeOver(1, 0, 1, 1);
        dead.put(admitted());
        dead.flush(1);

        var next = new Shards(hub.store, key);
        next.takeOver(2, 0, 1, 1);

        assertThat(next.of(1).get(SITE).phase()).isEqualTo(Phase.PENDING);
        dead.put(admitted());
        assertThatThrownBy(() -> dead.flush(1)).isInstanceOf(StoreProblem.class);
        assertThat(hub.store.reports(key))
                .flatExtracting(report -> report.spec().sites())
                .extracting(RolloutReportSpec.Entry::q)
                .containsOnly(0L);
    }

    private static Entry admitted() {
        var at = Instant.parse("2026-11-01T08:00:00Z");
        return new Entry(
                SITE,
                1,
                Phase.ADMITTED,
                "canary",
                1,
                at,
                null,
                null,
                Entry.Meter.ZERO,
                "Admitted",
                "",
                1,
                1,
                Entry.Lane.WAVE,
                0);
    }

    private static void keepsARevisionTwice(RolloutHub hub) {
        var key = hub.rollout("revised", CALM.spec("v1", false, false, 4));
        hub.store.read(key);
        var revision = renamed(
                new ModelRun(CALM, ModelHub.Bug.NONE).run().world.revisions.getFirst(), "revised");

        hub.store.keepRevision(key, revision);
        hub.store.keepRevision(key, revision);

        assertThat(hub.store.revisions(key)).containsExactly(revision);
    }

    private static void knowsItsOwn(RolloutHub hub) {
        var key = hub.rollout("again", CALM.spec("v1", false, false, 4));
        hub.store.read(key);
        var foreign = hub.store.writeReport(
                key, new HubReport("again-1-0", null, new RolloutReportSpec("again", 1, 0, 1L, List.of())));
        assertThat(hub.store.reports(key)).containsExactly(foreign);

        hub.kinds.rollouts().delete(key.namespace(), key.name());
        hub.rollout("again", CALM.spec("v1", false, false, 4));
        hub.store.read(key);

        assertThat(hub.store.reports(key)).isEmpty();
    }

    private static void holdsADeletion(RolloutHub hub) {
        var key = hub.rollout("held", CALM.spec("v1", false, false, 4));
        var read = hub.store.read(key);
        assertThat(read.life()).isEqualTo(HubRollout.Life.FREE);

        var bound = hub.store.writeStatus(hub.store.bind(read), status());
        hub.kinds.rollouts().delete(key.namespace(), key.name());

        assertThat(bound.life()).isEqualTo(HubRollout.Life.BOUND);
        var going = hub.store.read(key);
        assertThat(going.life()).isEqualTo(HubRollout.Life.GOING);
        assertThat(going.spec().control().aborted()).isTrue();
        assertThat(going.status()).isEqualTo(status());
        var told = hub.store.writeStatus(going, status());
        assertThat(hub.find(key).spec()).isEqualTo(CALM.spec("v1", false, false, 4));
        hub.store.letGo(told);
        assertThat(hub.store.read(key)).isNull();
        assertThat(hub.find(key)).isNull();
    }

    /** As kubectl has it, with the garbage collector's own finalizer, which is not ours to take. */
    private static void holdsAForegroundDeletion(RolloutHub hub) {
        var key = hub.rollout("foreground", CALM.spec("v1", false, false, 4));
        hub.store.bind(hub.store.read(key));
        var raw = hub.cluster.resources(SiteObjects.type("granary.io/v1alpha1", "rollouts"));
        var object = raw.find(key.namespace(), key.name());
        object.withObjectProperty("metadata").withArrayProperty("finalizers").add("foregroundDeletion");
        assertThat(raw.replace(object)).isInstanceOf(Written.Stored.class);
        hub.kinds.rollouts().delete(key.namespace(), key.name());

        var going = hub.store.read(key);
        assertThat(going.life()).isEqualTo(HubRollout.Life.GOING);
        hub.store.letGo(going);

        assertThat(hub.store.read(key)).as("the rest is the collector's").isNull();
        var left = hub.find(key);
        // Where a collector is at work, as in the simulator, it has done so by now.
        var finalizers =
                left == null ? List.of("foregroundDeletion") : left.metadata().finalizers();
        assertThat(finalizers).containsExactly("foregroundDeletion");
    }

    private static void freesAgain(RolloutHub hub) {
        var key = hub.rollout("free", CALM.spec("v1", false, false, 4));
        var free = hub.store.letGo(hub.store.bind(hub.store.read(key)));

        assertThat(free.life()).isEqualTo(HubRollout.Life.FREE);
        assertThat(free.generation()).isEqualTo(1);
        hub.kinds.rollouts().delete(key.namespace(), key.name());
        assertThat(hub.find(key)).isNull();
    }

    private static void bindsWhatWasRead(RolloutHub hub) {
        var key = hub.rollout("fleeting", CALM.spec("v1", false, false, 4));
        var old = hub.store.read(key);
        hub.edit(key, CALM.spec("v2", false, false, 4));
        assertThatThrownBy(() -> hub.store.bind(old)).isInstanceOf(StoreProblem.class);
        var read = hub.store.read(key);

        hub.kinds.rollouts().delete(key.namespace(), key.name());

        assertThatThrownBy(() -> hub.store.bind(read)).isInstanceOf(StoreProblem.class);
        assertThat(hub.find(key)).isNull();
    }

    private static void dropsTheOld(RolloutHub hub) {
        var key = hub.rollout("old", CALM.spec("v1", false, false, 4));
        hub.store.read(key);
        var revision = renamed(
                new ModelRun(CALM, ModelHub.Bug.NONE).run().world.revisions.getFirst(), "old");
        hub.store.keepRevision(key, revision);
        hub.store.writeReport(key, new HubReport("old-1-0", null, new RolloutReportSpec("old", 1, 0, 1L, List.of())));

        for (int again = 0; again < 2; again++) {
            hub.store.drop(key, new RolloutStore.Old.Shard("old-1-0"));
            hub.store.drop(key, new RolloutStore.Old.Revision(revision.number()));
        }

        assertThat(hub.store.reports(key)).isEmpty();
        assertThat(hub.store.revisions(key)).isEmpty();
    }

    private static void knowsThatItIsGone(RolloutHub hub) {
        var key = new RolloutKey(RolloutHub.NAMESPACE, "never");

        assertThat(hub.store.read(key)).isNull();
        assertThatThrownBy(() -> hub.store.reports(key)).isInstanceOf(StoreProblem.class);
    }

    private static io.granary.crd.v1alpha1.RolloutStatus status() {
        return new ModelRun(CALM, ModelHub.Bug.NONE).run().world.hub.status();
    }
}
