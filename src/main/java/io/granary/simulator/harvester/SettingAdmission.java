// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Harvester refuses of a Setting (Harvester {@code pkg/webhook/resources/setting/validator.go}). */
final class SettingAdmission {
    private static final Set<String> KEPT = Set.of(
            "storage-network",
            "rwx-network",
            "vm-migration-network",
            "cluster-pod-security-standard",
            "instance-manager-resources");
    private static final Set<String> WHOLE = Set.of(
            "support-bundle-timeout",
            "support-bundle-expiration",
            "support-bundle-node-collection-timeout",
            "default-vm-termination-grace-period-seconds",
            "kubeconfig-default-token-ttl-minutes");
    private static final Set<String> OBJECTS = Set.of(
            "vm-force-reset-policy", "upgrade-config", "containerd-registry", "backup-target", "kubevirt-migration");
    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.?)+|[0-9a-fA-F:]{2,39}");
    private static final GroupResource NODES = GroupResource.of("", "nodes");

    private SettingAdmission() {}

    static void validate(Admission admission) {
        var before = admission.before();
        var setting = admission.object();
        if (setting == null) {
            var name = before == null ? "" : before.at("/metadata/name").asText();
            if (KEPT.contains(name)) {
                throw Webhook.VALIDATOR.methodNotAllowed("Disallow delete setting name " + name);
            }
            return;
        }
        var value = setting.path("value").asText("");
        var unchanged = before != null && before.path("value").asText("").equals(value);
        if (!value.isEmpty() && !unchanged) {
            problem(setting.at("/metadata/name").asText(), value, admission.store())
                    .ifPresent(SettingAdmission::refuse);
        }
    }

    private static void refuse(String message) {
        throw Webhook.VALIDATOR.invalid(message, "value");
    }

    private static Optional<String> problem(String name, String value, ObjectStore store) {
        if (WHOLE.contains(name)) {
            return value.matches("[0-9]{1,18}")
                    ? Optional.empty()
                    : Optional.of("strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        }
        return switch (name) {
            case "ntp-servers" -> object(name, value).or(() -> ntpServers(value));
            case "overcommit-config" -> object(name, value).or(() -> overcommit(value));
            case "http-proxy" -> object(name, value).or(() -> proxy(value, store));
            case "auto-rotate-rke2-certs" -> object(name, value).or(() -> rotation(value));
            case "max-hotplug-ratio" ->
                value.matches("[1-9]|1[0-9]|20")
                        ? Optional.empty()
                        : Optional.of("max-hotplug-ratio must be between 1 and 20");
            case "log-level" ->
                List.of("panic", "fatal", "error", "warn", "warning", "info", "debug", "trace")
                                .contains(value)
                        ? Optional.empty()
                        : Optional.of("not a valid logrus Level: \"" + value + "\"");
            case "additional-ca" ->
                value.contains("-----BEGIN CERTIFICATE-----")
                        ? Optional.empty()
                        : Optional.of("failed to find any PEM data in certificate input");
            default -> OBJECTS.contains(name) ? object(name, value) : Optional.empty();
        };
    }

    private static Optional<String> object(String name, String value) {
        return Trees.parsed(value).filter(JsonNode::isObject).isPresent()
                ? Optional.empty()
                : Optional.of("failed to unmarshal setting " + name + ": invalid character '" + value.charAt(0)
                        + "' looking for beginning of value");
    }

    private static JsonNode tree(String value) {
        return Trees.parsed(value).orElseGet(Trees::empty);
    }

    private static Optional<String> ntpServers(String value) {
        var seen = new HashSet<String>();
        for (var server : tree(value).path("ntpServers")) {
            var host = server.asText();
            if (!HOST.matcher(host).matches()) {
                return Optional.of("ntp server address is not valid: " + host);
            }
            if (!seen.add(host)) {
                return Optional.of("duplicate ntp server: " + host);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> overcommit(String value) {
        var tree = tree(value);
        for (var part : List.of("cpu", "memory", "storage")) {
            if (tree.path(part).asInt(0) < 100) {
                return Optional.of("Cannot undercommit. Should be greater than or equal to 100 but got "
                        + tree.path(part).asInt(0));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> rotation(String value) {
        var tree = tree(value);
        int hours = tree.path("expiringInHours").asInt(0);
        return tree.path("enable").asBoolean() && (hours <= 0 || hours > 8759)
                ? Optional.of("expiringInHours must be between 1 and 8759")
                : Optional.empty();
    }

    private static Optional<String> proxy(String value, ObjectStore store) {
        var tree = tree(value);
        if (tree.path("httpProxy").asText("").isEmpty()
                && tree.path("httpsProxy").asText("").isEmpty()) {
            return Optional.empty();
        }
        var open = List.of(tree.path("noProxy").asText("").split("\\s*,\\s*"));
        for (var node : store.list(NODES)) {
            for (var address : Trees.of(node).at("/status/addresses")) {
                var ip = address.path("address").asText();
                if (address.path("type").asText().equals("InternalIP") && !covers(open, ip)) {
                    return Optional.of("noProxy should contain all node IPs. Missing: " + ip);
                }
            }
        }
        return Optional.empty();
    }

    /** The address itself, or a network that is written to the byte. */
    private static boolean covers(List<String> open, String ip) {
        return open.stream()
                .anyMatch(entry ->
                        entry.equals(ip) || (entry.matches(".*\\.0/(8|16|24)") && ip.startsWith(network(entry))));
    }

    private static String network(String entry) {
        var parts = entry.substring(0, entry.indexOf('/')).split("\\.");
        int bytes = Integer.parseInt(entry.substring(entry.indexOf('/') + 1)) / 8;
        return String.join(".", List.of(parts).subList(0, bytes)) + ".";
    }

    /** Fields of a backup target that Harvester moves into a Secret and blanks. */
    static final Map<String, String> BLANKED = Map.of("accessKeyId", "", "secretAccessKey", "");

    /** As Harvester saves a backup target: without its keys. */
    static ObjectNode blanked(ObjectNode target) {
        var copy = target.deepCopy();
        BLANKED.forEach(copy::put);
        return copy;
    }
}
