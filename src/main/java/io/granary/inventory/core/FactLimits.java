// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the store keeps at most of one object, whatever a site says. Within Kubernetes' own limits nothing is cut. */
final class FactLimits {
    private static final int NAME = 253;
    private static final int TEXT = 512;
    private static final int ADDRESS = 63;
    private static final int ITEMS = 32;
    private static final int LABELS = 128;
    private static final long LATEST = 0x7fff_ffffL;

    private FactLimits() {}

    /** Whether an object of this name can be. */
    static boolean mayBe(String namespace, String name) {
        return !namespace.isEmpty() && namespace.length() <= NAME && !name.isEmpty() && name.length() <= NAME;
    }

    static VmFacts cut(VmFacts vm) {
        return new VmFacts(
                vm.namespace(),
                vm.name(),
                cut(vm.uid()),
                cut(vm.resourceVersion()),
                Math.clamp(vm.createdAt(), 0, LATEST),
                labels(vm.labels()),
                cut(vm.status()),
                cut(vm.runStrategy()),
                Math.max(0, vm.cpuMillis()),
                Math.max(0, vm.memoryBytes()),
                Math.max(0, vm.diskBytes()),
                cut(vm.image()),
                cut(vm.os()),
                texts(vm.networks()),
                addresses(vm.macs()),
                message(vm.message()));
    }

    static VmiFacts cut(VmiFacts vmi) {
        return new VmiFacts(
                vmi.namespace(),
                vmi.name(),
                cut(vmi.uid()),
                cut(vmi.resourceVersion()),
                Math.clamp(vmi.startedAt(), 0, LATEST),
                cut(vmi.phase()),
                cut(vmi.node()),
                addresses(vmi.ips()),
                addresses(vmi.macs()),
                cut(vmi.os()),
                vmi.agentConnected(),
                vmi.migratable(),
                vmi.migrating());
    }

    private static @Nullable String message(@Nullable String message) {
        return message == null ? null : cut(message);
    }

    private static String cut(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT);
    }

    private static List<String> texts(List<String> texts) {
        return texts.stream().limit(ITEMS).map(FactLimits::cut).distinct().toList();
    }

    private static List<String> addresses(List<String> texts) {
        return texts.stream()
                .filter(text -> text.length() <= ADDRESS && text.chars().allMatch(c -> c > ' ' && c < 127))
                .limit(ITEMS)
                .toList();
    }

    private static Map<String, String> labels(Map<String, String> labels) {
        if (labels.size() <= LABELS && labels.entrySet().stream().allMatch(FactLimits::isPlain)) {
            return Map.copyOf(labels);
        }
        return Map.ofEntries(labels.entrySet().stream()
                .filter(FactLimits::isPlain)
                .sorted(Map.Entry.comparingByKey())
                .limit(LABELS)
                .toArray(FactLimits::entries));
    }

    private static boolean isPlain(Map.Entry<String, String> label) {
        return label.getKey().length() <= NAME + 64
                && label.getKey().indexOf('=') < 0
                && label.getValue().length() <= 63;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map.Entry<String, String>[] entries(int size) {
        return new Map.Entry[size];
    }
}
