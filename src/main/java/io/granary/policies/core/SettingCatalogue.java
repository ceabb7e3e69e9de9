// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import static io.granary.policies.core.Safety.CAREFUL;
import static io.granary.policies.core.Safety.NEVER;
import static io.granary.policies.core.Safety.PER_SITE;
import static io.granary.policies.core.SettingRule.of;
import static io.granary.policies.core.SettingRule.safe;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of Harvester v1.7 to v1.9 ({@code pkg/settings/settings.go}, and what
 * {@code pkg/controller/master/setting} and {@code pkg/webhook/resources/setting} do with them).
 */
public final class SettingCatalogue {
    private static final String OWNED = "a controller of Harvester owns it and writes it back";
    private static final String DISRUPTS = "it differs from site to site and needs all VMs off to change";
    private static final String HARDWARE = "it depends on the hardware of the site";
    private static final String UI = "it decides which user interface the site loads, and a wrong one locks people out";

    private static final Map<String, SettingRule> ALL = Stream.of(harmless(), delicate(), forbidden())
            .flatMap(List::stream)
            .collect(Collectors.toMap(SettingRule::name, rule -> rule, (one, other) -> one, TreeMap::new));

    private SettingCatalogue() {}

    private static List<SettingRule> harmless() {
        return List.of(
                safe("ntp-servers", Shape.JSON).byDefault(""),
                safe("log-level", Shape.TEXT).byDefault("info"),
                safe("overcommit-config", Shape.JSON)
                        .byDefault(Map.of(
                                "v1.7", "{\"cpu\":1600,\"memory\":150,\"storage\":200}",
                                "v1.8", "{\"cpu\":1000,\"memory\":150,\"storage\":100}")),
                safe("vm-force-reset-policy", Shape.JSON)
                        .byDefault("{\"enable\":true,\"period\":15,\"vmMigrationTimeout\":180}"),
                safe("additional-ca", Shape.PEM).byDefault(""),
                safe("default-vm-termination-grace-period-seconds", Shape.WHOLE).byDefault("120"),
                safe("upgrade-checker-enabled", Shape.BOOLEAN).byDefault("true"),
                safe("upgrade-checker-url", Shape.URL),
                safe("release-download-url", Shape.URL),
                safe("upgrade-config", Shape.JSON),
                safe("support-bundle-namespaces", Shape.TEXT).byDefault(""),
                safe("support-bundle-timeout", Shape.WHOLE).byDefault("10"),
                safe("support-bundle-expiration", Shape.WHOLE).byDefault("30"),
                safe("support-bundle-node-collection-timeout", Shape.WHOLE).byDefault("30"),
                safe("support-bundle-image", Shape.JSON),
                safe("support-bundle-file-name", Shape.TEXT).byDefault(Map.of("v1.8", "")),
                safe("kubeconfig-default-token-ttl-minutes", Shape.WHOLE).byDefault("0"),
                safe("auto-rotate-rke2-certs", Shape.JSON).byDefault("{\"enable\":false,\"expiringInHours\":240}"),
                safe("max-hotplug-ratio", Shape.WHOLE).byDefault("4"),
                safe("kubevirt-migration", Shape.JSON),
                safe("additional-guest-memory-overhead-ratio", Shape.DECIMAL).byDefault("1.5"));
    }

    private static List<SettingRule> delicate() {
        return List.of(
                of(
                                "backup-target",
                                Shape.JSON,
                                CAREFUL,
                                "sites that share a target see each other's backups, and Harvester refuses a change"
                                        + " while a backup or restore runs")
                        .rewriting("accessKeyId", "secretAccessKey")
                        .byDefault(""),
                of("containerd-registry", Shape.JSON, CAREFUL, "it restarts RKE2 on every node"),
                of(
                        "cluster-pod-security-standard",
                        Shape.JSON,
                        CAREFUL,
                        "pods that do not meet the standard no longer start"),
                of(
                        "traefik-default-tls-options",
                        Shape.JSON,
                        CAREFUL,
                        "clients that speak only older TLS no longer reach the site"),
                of("ui-source", Shape.TEXT, CAREFUL, UI).byDefault("auto"),
                of("ui-index", Shape.URL, CAREFUL, UI),
                of("ui-plugin-index", Shape.URL, CAREFUL, UI),
                of("ui-path", Shape.TEXT, CAREFUL, UI),
                of(
                                "http-proxy",
                                Shape.JSON,
                                PER_SITE,
                                "its noProxy must hold every node, the VIP and the service network of the site")
                        .byDefault("{}"),
                of("ssl-certificates", Shape.JSON, PER_SITE, "each site has a name and a key of its own")
                        .rewriting("privateKey"),
                of("ssl-parameters", Shape.JSON, CAREFUL, "clients that speak only older TLS no longer reach the site"),
                of("vip-pools", Shape.JSON, PER_SITE, "addresses belong to one site"));
    }

    private static List<SettingRule> forbidden() {
        return List.of(
                of(
                        "cluster-registration-url",
                        Shape.JSON_OR_URL,
                        NEVER,
                        "it holds the token of one site, and an empty one cuts the site off from Rancher"),
                of("server-version", Shape.TEXT, NEVER, OWNED + "; an upgrade changes it"),
                of("harvester-csi-ccm-versions", Shape.JSON, NEVER, OWNED),
                of("rancher-cluster", Shape.JSON, NEVER, OWNED),
                of("volume-snapshot-class", Shape.TEXT, NEVER, OWNED),
                of("csi-driver-config", Shape.JSON, NEVER, "volumes of running VMs depend on it"),
                of("csi-online-expand-validation", Shape.JSON, NEVER, "volumes of running VMs depend on it"),
                of("default-storage-class", Shape.TEXT, NEVER, OWNED),
                of("api-ui-version", Shape.TEXT, NEVER, OWNED),
                of("storage-network", Shape.JSON, NEVER, DISRUPTS),
                of("rwx-network", Shape.JSON, NEVER, DISRUPTS),
                of("vm-migration-network", Shape.JSON, NEVER, DISRUPTS),
                of("longhorn-v2-data-engine-enabled", Shape.BOOLEAN, NEVER, HARDWARE),
                of("longhorn-v2-data-engine-hugepage-enabled", Shape.BOOLEAN, NEVER, HARDWARE),
                of("longhorn-v2-data-engine-memory-size", Shape.WHOLE, NEVER, HARDWARE),
                of("instance-manager-resources", Shape.JSON, NEVER, HARDWARE + ", and volumes detach when it changes"),
                of("auto-disk-provision-paths", Shape.TEXT, NEVER, HARDWARE + ", and it formats disks"));
    }

    /** Null for a name that no release of Harvester has. */
    public static @Nullable SettingRule find(String name) {
        return ALL.get(name);
    }

    /** All of them, by name. */
    public static List<SettingRule> all() {
        return List.copyOf(ALL.values());
    }

    /** The known name that is most like another one; null where none is. */
    static @Nullable String near(String name) {
        return ALL.keySet().stream()
                .filter(known -> known.startsWith(name) || name.startsWith(known) || isMistyped(known, name))
                .findFirst()
                .orElse(null);
    }

    /** At most two letters changed, missing or too many. */
    private static boolean isMistyped(String known, String name) {
        if (Math.abs(known.length() - name.length()) > 2) {
            return false;
        }
        var row = new int[name.length() + 1];
        for (int j = 0; j <= name.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= known.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                var above = row[j];
                var swap = diagonal + (known.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[name.length()] <= 2;
    }
}
