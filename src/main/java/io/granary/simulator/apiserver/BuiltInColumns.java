// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that kube-apiserver prints for its own kinds ({@code pkg/printers/internalversion/printers.go}), those
 * that people look at. A path that starts with = is computed here.
 */
final class BuiltInColumns {
    private static final ResourceType.PrinterColumn AGE = new ResourceType.PrinterColumn(
            "Age",
            "date",
            "",
            "CreationTimestamp is a timestamp representing the server time when this object was" + " created.",
            0,
            ".metadata.creationTimestamp");
    private static final Map<String, List<ResourceType.PrinterColumn>> COLUMNS = Map.ofEntries(
            Map.entry("Namespace", columns("Status .status.phase")),
            Map.entry("Secret", columns("Type .type", "Data =data")),
            Map.entry("ConfigMap", columns("Data =data")),
            Map.entry("ServiceAccount", columns("Secrets =secrets")),
            Map.entry(
                    "Pod",
                    columns(
                            "Ready =ready",
                            "Status .status.phase",
                            "Restarts =restarts",
                            "AGE",
                            "IP .status.podIP 1",
                            "Node .spec.nodeName 1")),
            Map.entry(
                    "Node",
                    columns(
                            "Status =node",
                            "Roles =roles",
                            "AGE",
                            "Version .status.nodeInfo.kubeletVersion",
                            "Internal-IP .status.addresses[?(@.type==\"InternalIP\")].address 1",
                            "OS-Image .status.nodeInfo.osImage 1",
                            "Kernel-Version .status.nodeInfo.kernelVersion 1",
                            "Container-Runtime .status.nodeInfo.containerRuntimeVersion 1")),
            Map.entry(
                    "Service",
                    columns(
                            "Type .spec.type",
                            "Cluster-IP .spec.clusterIP",
                            "External-IP =external",
                            "Port(s) =ports",
                            "AGE",
                            "Selector =selector 1")),
            Map.entry("Lease", columns("Holder .spec.holderIdentity")),
            Map.entry(
                    "Event",
                    columns(
                            "Last_Seen .lastTimestamp",
                            "Type .type",
                            "Reason .reason",
                            "Object =involved",
                            "Message .message")),
            Map.entry(
                    "PersistentVolumeClaim",
                    columns(
                            "Status .status.phase",
                            "Volume .spec.volumeName",
                            "Capacity .status.capacity.storage",
                            "Access_Modes =modes",
                            "StorageClass .spec.storageClassName",
                            "AGE",
                            "VolumeMode .spec.volumeMode 1")),
            Map.entry(
                    "StorageClass",
                    columns(
                            "Provisioner .provisioner",
                            "ReclaimPolicy .reclaimPolicy",
                            "VolumeBindingMode .volumeBindingMode",
                            "AllowVolumeExpansion .allowVolumeExpansion")),
            Map.entry("ClusterRoleBinding", columns("Role =role")),
            Map.entry("RoleBinding", columns("Role =role")),
            Map.entry("Role", columns("Created_At .metadata.creationTimestamp", "END")),
            Map.entry("ClusterRole", columns("Created_At .metadata.creationTimestamp", "END")),
            Map.entry("CustomResourceDefinition", columns("Created_At .metadata.creationTimestamp", "END")),
            Map.entry("APIService", columns("Service =apiservice", "Available =available")),
            Map.entry(
                    "Deployment",
                    columns(
                            "Ready =replicas",
                            "Up-to-date .status.updatedReplicas",
                            "Available .status.availableReplicas")));

    private BuiltInColumns() {}

    static List<ResourceType.PrinterColumn> of(ResourceType type) {
        var schema = type.schema();
        var builtIn = schema != null && schema.origin() == ResourceType.SchemaSource.Origin.BUILT_IN;
        return builtIn ? COLUMNS.getOrDefault(type.kind(), List.of(AGE)) : List.of(AGE);
    }

    static String compute(String what, JsonNode object) {
        var spec = object.path("spec");
        return switch (what) {
            case "=data" ->
                Integer.toString(
                        object.path("data").size() + object.path("binaryData").size());
            case "=secrets" -> Integer.toString(object.path("secrets").size());
            case "=ready" ->
                count(object, "/status/containerStatuses", "ready") + "/"
                        + spec.path("containers").size();
            case "=restarts" ->
                Integer.toString(object.at("/status/containerStatuses")
                        .valueStream()
                        .mapToInt(each -> each.path("restartCount").asInt())
                        .sum());
            case "=replicas" ->
                object.at("/status/readyReplicas").asInt() + "/"
                        + spec.path("replicas").asInt();
            case "=role" ->
                object.at("/roleRef/kind").asText() + "/"
                        + object.at("/roleRef/name").asText();
            case "=involved" ->
                object.at("/involvedObject/kind").asText("").toLowerCase(java.util.Locale.ROOT) + "/"
                        + object.at("/involvedObject/name").asText();
            case "=modes" ->
                joined(object.at("/status/accessModes").valueStream().map(BuiltInColumns::mode));
            case "=ports" -> joined(spec.path("ports").valueStream().map(BuiltInColumns::port));
            case "=selector" ->
                joined(spec.path("selector").properties().stream()
                        .map(each -> each.getKey() + "=" + each.getValue().asText()));
            case "=external" -> spec.path("externalName").asText("<none>");
            default -> cluster(what, object);
        };
    }

    private static String cluster(String what, JsonNode object) {
        return switch (what) {
            case "=node" ->
                (condition(object, "Ready").equals("True") ? "Ready" : "NotReady")
                        + (object.at("/spec/unschedulable").asBoolean() ? ",SchedulingDisabled" : "");
            case "=roles" ->
                joined(object.at("/metadata/labels").properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(key -> key.startsWith("node-role.kubernetes.io/"))
                        .map(key -> key.substring("node-role.kubernetes.io/".length()))
                        .sorted());
            case "=apiservice" ->
                object.at("/spec/service").isObject()
                        ? object.at("/spec/service/namespace").asText() + "/"
                                + object.at("/spec/service/name").asText()
                        : "Local";
            case "=available" -> {
                var available = condition(object, "Available");
                var why = object.at("/status/conditions/0/reason").asText();
                yield available.equals("True") ? "True" : available.isEmpty() ? "Unknown" : "False (" + why + ")";
            }
            default -> "";
        };
    }

    private static String condition(JsonNode object, String type) {
        return object.at("/status/conditions")
                .valueStream()
                .filter(each -> each.path("type").asText().equals(type))
                .map(each -> each.path("status").asText())
                .findFirst()
                .orElse("");
    }

    private static String port(JsonNode port) {
        var node = port.path("nodePort").asInt() == 0
                ? ""
                : ":" + port.path("nodePort").asInt();
        return port.path("port").asInt() + node + "/" + port.path("protocol").asText("TCP");
    }

    private static String mode(JsonNode mode) {
        return switch (mode.asText()) {
            case "ReadWriteOnce" -> "RWO";
            case "ReadOnlyMany" -> "ROX";
            case "ReadWriteMany" -> "RWX";
            case "ReadWriteOncePod" -> "RWOP";
            default -> mode.asText();
        };
    }

    private static String joined(Stream<String> parts) {
        var text = parts.collect(Collectors.joining(","));
        return text.isEmpty() ? "<none>" : text;
    }

    private static long count(JsonNode object, String list, String flag) {
        return object.at(list)
                .valueStream()
                .filter(each -> each.path(flag).asBoolean())
                .count();
    }

    /** {@code "Name path [priority]"}; an age column is added unless END or AGE says otherwise. */
    private static List<ResourceType.PrinterColumn> columns(String... specs) {
        var columns = new java.util.ArrayList<ResourceType.PrinterColumn>();
        var aged = false;
        for (var spec : specs) {
            var parts = spec.split(" ");
            if (parts.length == 1) {
                aged = true;
                if (spec.equals("AGE")) {
                    columns.add(AGE);
                }
                continue;
            }
            var priority = parts.length > 2 ? 1 : 0;
            columns.add(new ResourceType.PrinterColumn(
                    parts[0].replace('_', ' '),
                    "string",
                    parts[0].equals("Last_Seen") ? "age" : "none",
                    "",
                    priority,
                    parts[1]));
        }
        if (!aged) {
            columns.add(AGE);
        }
        return List.copyOf(columns);
    }
}
