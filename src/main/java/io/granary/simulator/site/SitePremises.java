// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.harvester.Premises;
import io.granary.simulator.site.VmState.Power;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The machines of a site, and its line, in the hands of an upgrade. */
record SitePremises(SitePlan plan, ObjectStore store, VmLife life, Consumer<Duration> away) implements Premises {
    @Override
    public List<String> nodes() {
        return IntStream.range(0, plan.size().nodes()).mapToObj(plan::nodeName).toList();
    }

    @Override
    public List<ObjectKey> running() {
        return machines(machine -> machine.state().power().hasInstance());
    }

    @Override
    public List<ObjectKey> runningOn(String node) {
        return machines(machine ->
                (machine.state().power() == Power.RUNNING || machine.state().power() == Power.PAUSED)
                        && plan.nodeName(machine.state().node()).equals(node));
    }

    private List<ObjectKey> machines(Predicate<Machine> wanted) {
        return store.list(ResourceKind.VM.groupResource()).stream()
                .flatMap(stored -> Machine.of(Optional.of(stored)).stream())
                .filter(wanted)
                .map(Machine::key)
                .toList();
    }

    @Override
    public boolean start(ObjectKey machine) {
        return life.start(machine);
    }

    @Override
    public boolean stop(ObjectKey machine) {
        return life.stop(machine);
    }

    @Override
    public boolean migrate(ObjectKey machine) {
        return life.migrate(machine);
    }

    @Override
    public void reboot(Duration time) {
        away.accept(time);
    }

    @Override
    public Shipped shipped(String harvester) {
        var release = Release.named(harvester).orElse(Release.newest());
        return new Shipped(release.kubernetes(), release.rancher());
    }
}
