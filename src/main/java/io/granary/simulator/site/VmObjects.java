// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.time.Instant;
import java.util.Map;

/** Writes a virtual machine in a given state: the VirtualMachine and its VirtualMachineInstance. */
final class VmObjects {
    private static final Templates TEMPLATES = Templates.shared();

    private VmObjects() {}

    static byte[] machine(VmPlan plan, VmState state, String resourceVersion) {
        var values = values(plan, state, resourceVersion);
        values.put("status", TEMPLATES.named(machineStatus(state)).render(values));
        return TEMPLATES
                .named(plan.profile().onVlan() && plan.profile().size().data() > 0 ? "vm-vlan" : "vm-pod")
                .render(values);
    }

    /** The status alone, for a machine whose other parts somebody has changed. */
    static byte[] machineStatus(VmPlan plan, VmState state) {
        return TEMPLATES.named(machineStatus(state)).render(values(plan, state, ""));
    }

    static byte[] instance(VmPlan plan, VmState state, String resourceVersion) {
        var values = values(plan, state, resourceVersion);
        values.put("status", instanceStatus(state, values));
        boolean vlan = plan.profile().onVlan();
        values.put("nicSpec", nicSpec(String.valueOf(values.get("mac")), vlan));
        values.put(
                "network",
                vlan
                        ? "{\"multus\":{\"networkName\":\"retail-prod/vlan110\"},\"name\":\"nic-1\"}"
                        : "{\"name\":\"default\",\"pod\":{}}");
        return TEMPLATES.named("vmi").render(values);
    }

    private static String nicSpec(String mac, boolean vlan) {
        return "{\"%s\":{},\"macAddress\":\"%s\",\"model\":\"virtio\",\"name\":\"%s\"}"
                .formatted(vlan ? "bridge" : "masquerade", mac, vlan ? "nic-1" : "default");
    }

    private static byte[] instanceStatus(VmState state, Map<String, Object> values) {
        if (state.power() == VmState.Power.STARTING) {
            return TEMPLATES.named("vmi-status-scheduling").render(values);
        }
        values.put("guest", state.agent() ? TEMPLATES.named("vmi-guest").render(values) : "{}");
        values.put("interface", TEMPLATES.named(nicTemplate(state, values)).render(values));
        return TEMPLATES.named("vmi-status-running").render(values);
    }

    private static String nicTemplate(VmState state, Map<String, Object> values) {
        if ("default".equals(values.get("nic"))) {
            return "vmi-interface-pod";
        }
        return state.agent() ? "vmi-interface-agent" : "vmi-interface-plain";
    }

    private static String machineStatus(VmState state) {
        return switch (state.power()) {
            case STOPPED -> "vm-status-stopped";
            case STARTING, STOPPING -> "vm-status-starting";
            case RUNNING, PAUSED, MIGRATING -> "vm-status-running";
        };
    }

    private static Map<String, Object> values(VmPlan plan, VmState state, String resourceVersion) {
        var values = plan.values();
        values.put("rv", resourceVersion);
        values.put("generation", state.generation());
        values.put("printableStatus", state.power().printable());
        values.put("runStrategy", state.power() == VmState.Power.STOPPED ? "Halted" : "RerunOnFailure");
        values.put(
                "since", Instant.ofEpochMilli(state.sinceMillis() / 1000 * 1000).toString());
        values.put("vmiCreated", Instant.ofEpochSecond(state.startedSecond()).toString());
        values.put("migratable", plan.site().size().nodes() > 1 ? "True" : "False");
        values.put("agent", state.agent() ? "True" : "False");
        values.put("node", plan.site().nodeName(state.node()));
        values.put("home", plan.site().nodeName(state.node()));
        values.put("vmiUid", plan.instanceUid(state));
        values.put("vmiGeneration", 1 + state.starts());
        values.put(
                "podUid",
                plan.seeds()
                        .of("pod")
                        .of(state.starts() * 64L + state.node())
                        .uuid()
                        .toString());
        return values;
    }
}
