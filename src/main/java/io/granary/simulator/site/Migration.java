// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectSource;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.Seed;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The way of a machine from one node to another: a VirtualMachineInstanceMigration.
 *
 * @param machine namespace and name of the machine
 * @param source index of the node it leaves
 * @param target index of the node it goes to
 */
record Migration(SitePlan site, ObjectKey machine, int source, int target, long startedMillis) {
    /** Stores the migration as running, or as completed. */
    void write(ObjectStore store, boolean completed) {
        var seeds = site.seeds().of(machine.toString()).of(startedMillis);
        var name = "kubevirt-migrate-vm-" + seeds.suffix(5);
        var uid = seeds.of("uid").uuid().toString();
        ObjectSource body = object -> {
            var values = values(seeds, name, uid);
            values.put("completed", completed);
            values.put("phase", completed ? "Succeeded" : "Running");
            values.put("rv", Long.toString(object.resourceVersion()));
            values.put("state", Templates.shared().named("migration-state").render(values));
            return Templates.shared().named("vmim").render(values);
        };
        store.put(
                ResourceKind.VMIM.groupResource(),
                new Seed(
                        ObjectKey.of(machine.namespace(), name),
                        uid,
                        1,
                        startedMillis / 1000,
                        Map.of("kubevirt.io/vmi-name", machine.name()),
                        body));
    }

    private Map<String, Object> values(Seeds seeds, String name, String uid) {
        var started = Instant.ofEpochSecond(startedMillis / 1000).toString();
        var values = new HashMap<String, Object>();
        values.put("name", machine.name());
        values.put("namespace", machine.namespace());
        values.put("migration", name);
        values.put("created", started);
        values.put("since", started);
        values.put("uid", uid);
        values.put("suffix", seeds.suffix(5));
        values.put("targetSuffix", seeds.of("target").suffix(5));
        values.put("source", site.nodeName(source));
        values.put("target", site.nodeName(target));
        return values;
    }
}
