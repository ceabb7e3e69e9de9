// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.Objects;

/** Whether a change of a row can be seen. A new resourceVersion alone cannot: sites write status again and again. */
final class Sameness {
    private Sameness() {}

    static boolean looksSame(VmRow from, VmRow to) {
        return looksSame(from.vm(), to.vm())
                && (from.vmi() == null ? to.vmi() == null : to.vmi() != null && looksSame(from.vmi(), to.vmi()))
                && from.site() == to.site();
    }

    private static boolean looksSame(VmFacts from, VmFacts to) {
        return new VmFacts(
                        to.namespace(),
                        to.name(),
                        to.uid(),
                        from.resourceVersion(),
                        to.createdAt(),
                        to.labels(),
                        to.status(),
                        to.runStrategy(),
                        to.cpuMillis(),
                        to.memoryBytes(),
                        to.diskBytes(),
                        to.image(),
                        to.os(),
                        to.networks(),
                        to.macs(),
                        to.message())
                .equals(from);
    }

    private static boolean looksSame(VmiFacts from, VmiFacts to) {
        return Objects.equals(
                from,
                new VmiFacts(
                        to.namespace(),
                        to.name(),
                        to.uid(),
                        from.resourceVersion(),
                        to.startedAt(),
                        to.phase(),
                        to.node(),
                        to.ips(),
                        to.macs(),
                        to.os(),
                        to.agentConnected(),
                        to.migratable(),
                        to.migrating()));
    }
}
