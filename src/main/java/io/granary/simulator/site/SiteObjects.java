// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.apiserver.ObjectSource;
import io.granary.simulator.apiserver.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Everything of a site but its virtual machines: nodes, images, settings, networks and what Harvester itself keeps. */
final class SiteObjects {
    private static final Templates TEMPLATES = Templates.shared();

    /**
     * An object that is text only when asked for.
     *
     * @param template kind and layout
     * @param values computes what fills the template, but the resourceVersion
     * @param names computes at least what fills the name and the namespace
     */
    record Draft(Template template, Supplier<Map<String, Object>> values, Supplier<Map<String, Object>> names)
            implements ObjectSource {
        byte[] render(String resourceVersion) {
            var all = values.get();
            all.put("rv", resourceVersion);
            return template.render(all);
        }

        @Override
        public byte[] json(StoredObject object) {
            return render(Long.toString(object.resourceVersion()));
        }
    }

    private record Image(String name, String displayName, String os, long size) {}

    private static final List<Image> IMAGES = List.of(
            new Image("image-ubuntu-2404", "ubuntu-24.04-minimal-2026.06", "ubuntu", 612_368_384L),
            new Image("image-pos-2026-05", "pos-2026-05", "linux", 812_368_384L),
            new Image("image-pos-2026-08", "pos-2026-08", "linux", 871_301_120L),
            new Image("image-win2022", "win2022-2026.04", "windows", 5_812_368_384L),
            new Image("image-sles-157", "sles-15.7-2026.07", "sles", 702_545_920L));

    private static final List<String> NAMESPACES = List.of(
            "default",
            "kube-public",
            "harvester-system",
            "harvester-public",
            "longhorn-system",
            "cattle-system",
            "fleet-local",
            "cattle-monitoring-system",
            "retail-prod",
            "retail-test");

    /** Name, default and value of the settings besides server-version. */
    private static final List<List<String>> SETTINGS = List.of(
            List.of("log-level", "info", ""),
            List.of("ntp-servers", "", "{\"ntpServers\":[\"0.suse.pool.ntp.org\"]}"),
            List.of("http-proxy", "{}", ""),
            List.of("additional-ca", "", ""),
            List.of("backup-target", "", ""),
            List.of("upgrade-checker-enabled", "true", "false"),
            List.of("default-vm-termination-grace-period-seconds", "120", ""),
            List.of("vm-force-reset-policy", "{\"enable\":true,\"period\":15,\"vmMigrationTimeout\":180}", ""),
            List.of("auto-rotate-rke2-certs", "{\"enable\":false,\"expiringInHours\":240}", ""),
            List.of("max-hotplug-ratio", "4", ""),
            List.of("support-bundle-timeout", "10", ""),
            List.of("support-bundle-expiration", "30", ""),
            List.of("support-bundle-namespaces", "", ""),
            List.of("kubeconfig-default-token-ttl-minutes", "0", ""),
            List.of("additional-guest-memory-overhead-ratio", "1.5", ""),
            List.of("containerd-registry", "", ""),
            List.of("ui-source", "auto", ""),
            List.of("storage-network", "", ""),
            List.of("ssl-certificates", "{}", ""),
            List.of("vip-pools", "", ""),
            List.of(
                    "upgrade-config",
                    "{\"imagePreloadOption\":{\"strategy\":{\"type\":\"sequential\"}},\"nodeUpgradeOption\":"
                            + "{\"strategy\":{\"mode\":\"auto\"}},\"restoreVM\": false, \"logReadyTimeout\": \"5\"}",
                    ""));

    private final SitePlan site;

    private SiteObjects(SitePlan site) {
        this.site = site;
    }

    /** Every object, in an order that never changes. */
    static List<Draft> drafts(SitePlan site) {
        return new SiteObjects(site).drafts();
    }

    static String imageUid(SitePlan site, String image) {
        return site.seeds().of("image").of(image).uuid().toString();
    }

    /** Before v1.8 the class is named after the image, later after its uid. */
    static String imageClass(SitePlan site, String image) {
        return site.release().namesImageClassByUid() ? "lh-" + imageUid(site, image) : "longhorn-" + image;
    }

    private List<Draft> drafts() {
        var drafts = new ArrayList<Draft>(96);
        add(drafts, "site", this::siteValues);
        NAMESPACES.forEach(name ->
                add(drafts, "namespace", () -> with(Map.of("name", name, "uid", uid("namespace", name)))));
        int settings = settings().size();
        for (int i = 0; i < settings; i++) {
            int number = i;
            add(drafts, "setting", () -> settingValues(number));
        }
        for (int i = 0; i < site.size().nodes(); i++) {
            int node = i;
            add(drafts, "node", () -> with(nodeValues(node)));
        }
        IMAGES.forEach(image -> add(drafts, "image", () -> with(imageValues(image))));
        for (int i = 0; i < site.size().vms(); i++) {
            var plan = new VmPlan(site, i);
            TEMPLATES.group("vm").forEach(template -> drafts.add(new Draft(template, plan::values, plan::names)));
        }
        return drafts;
    }

    private List<List<String>> settings() {
        var settings = new ArrayList<>(SETTINGS);
        settings.add(List.of(
                "overcommit-config",
                site.release().namesImageClassByUid()
                        ? "{\"cpu\":1000,\"memory\":150,\"storage\":100}"
                        : "{\"cpu\":1600,\"memory\":150,\"storage\":200}",
                ""));
        settings.add(List.of(
                "cluster-registration-url",
                "{\"url\":\"\",\"insecureSkipTLSVerify\":false}",
                site.clusterId().isEmpty() ? "" : registration()));
        return settings;
    }

    private String registration() {
        return "{\"url\":\"https://rancher.northgate.example/v3/import/%s_%s.yaml\",\"insecureSkipTLSVerify\":false}"
                .formatted(site.seeds().of("registration").suffix(54), site.clusterId());
    }

    private Map<String, Object> settingValues(int number) {
        var setting = settings().get(number);
        return with(Map.of(
                "name", setting.get(0),
                "default", setting.get(1),
                "value", setting.get(2),
                "configured", setting.get(2).isEmpty() ? "False" : "True",
                "uid", uid("setting", setting.get(0))));
    }

    private static void add(List<Draft> drafts, String group, Supplier<Map<String, Object>> values) {
        TEMPLATES.group(group).forEach(template -> drafts.add(new Draft(template, values, values)));
    }

    private Map<String, Object> with(Map<String, Object> own) {
        var values = common();
        values.putAll(own);
        return values;
    }

    private Map<String, Object> common() {
        var values = new HashMap<String, Object>();
        values.put("created", site.installedAt().toString());
        values.put("cluster", site.clusterId());
        values.put("harvester", site.release().harvester());
        values.put("kubernetes", site.release().kubernetes());
        values.put("kernel", site.release().kernel());
        values.put("replicas", Math.min(3, site.size().nodes()));
        values.put("home", site.nodeName(0));
        values.put("ntp", "0.suse.pool.ntp.org");
        return values;
    }

    private Map<String, Object> siteValues() {
        var values = common();
        for (var key : List.of(
                "class",
                "version",
                "mgmt",
                "prod",
                "vlan",
                "attachment",
                "template",
                "templateVersion",
                "key",
                "upgrade",
                "release",
                "addon",
                "schedule",
                "backup",
                "chart",
                "local",
                "capi",
                "kubevirt",
                "system")) {
            values.put(key + "Uid", uid("site", key));
        }
        int second = 64 + (site.index() >> 8) % 128;
        values.put("cidr", "10.%d.%d.0/24".formatted(second, site.index() & 255));
        values.put("gateway", "10.%d.%d.1".formatted(second, site.index() & 255));
        values.put("upgrade", site.seeds().of("upgrade").suffix(5));
        values.put("checksum", site.seeds().of("iso").hex(128));
        values.put("firstVm", new VmPlan(site, 0).name());
        values.put("firstVmUid", new VmPlan(site, 0).uid());
        values.put("harvesterChart", site.release().harvester().substring(1));
        values.put("kubevirt", site.release().kubevirt());
        var nodes = new ArrayList<String>();
        for (int node = 0; node < site.size().nodes(); node++) {
            nodes.add('"' + site.nodeName(node) + '"');
        }
        values.put("nodesJson", "[" + String.join(",", nodes) + "]");
        return values;
    }

    private Map<String, Object> nodeValues(int number) {
        var seeds = site.seeds().of("node").of(number);
        boolean large = site.isDatacenter();
        long storage = large ? 3_840_755_982_336L : 960_207_962_112L;
        var values = new HashMap<String, Object>();
        values.put("node", site.nodeName(number));
        values.put("number", number);
        values.put("machine", seeds.of("machine").hex(12));
        values.put("zone", site.place().hub() + "-" + (char) ('a' + number % 3));
        values.put("ip", large ? "10.20.0." + (11 + number) : "172.18.%d.10".formatted(site.index() % 250));
        values.put("cpus", large ? 64 : 16);
        values.put("allocatableMilli", large ? 62_900 : 15_020);
        values.put("memoryKi", large ? 527_713_328L : 131_414_808L);
        values.put("limitCpu", large ? 44 : 12);
        values.put("limitMi", large ? 180_224 : 49_152);
        values.put("requestCpu", large ? 9130 : 3210);
        values.put("requestMi", large ? 161_220 : 38_890);
        values.put("heartbeat", "2026-08-20T09:00:00Z");
        values.put("disk", seeds.of("disk").hex(8));
        values.put("storageMaximum", storage);
        values.put("storageAvailable", storage / 100 * (30 + seeds.of("free").below(50)));
        values.put("storageScheduled", storage / 100 * (20 + seeds.of("used").below(40)));
        for (var key : List.of("uid", "longhornUid", "configUid", "machineUid", "diskUuid", "bootId", "systemId")) {
            values.put(key, seeds.of(key).uuid().toString());
        }
        values.put("machineId", seeds.of("machineId").hex(32));
        return values;
    }

    private Map<String, Object> imageValues(Image image) {
        var seeds = site.seeds().of("image").of(image.name());
        var values = new HashMap<String, Object>();
        values.put("image", image.name());
        values.put("displayName", image.displayName());
        values.put("os", image.os());
        values.put("size", image.size());
        values.put("virtualSize", image.size() / (1 << 20) * 6 << 20);
        values.put("description", "golden image " + image.displayName());
        values.put("checksum", new Seeds(7).of(image.name()).hex(128));
        values.put("imageUid", imageUid(site, image.name()));
        values.put("imageClass", imageClass(site, image.name()));
        values.put("classUid", seeds.of("class").uuid().toString());
        values.put("backingUid", seeds.of("backing").uuid().toString());
        values.put(
                "diskUuid", site.seeds().of("node").of(0).of("diskUuid").uuid().toString());
        values.put("short", seeds.of("short").hex(8));
        return values;
    }

    private String uid(String group, String name) {
        return site.seeds().of(group).of(name).uuid().toString();
    }
}
