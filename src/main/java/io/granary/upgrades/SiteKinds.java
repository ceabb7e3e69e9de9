// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.PlainText;
import io.granary.kube.ResourceType;
import io.granary.rollout.SiteObjects;
import io.granary.upgrades.core.SiteUpgrade;
import io.granary.upgrades.core.SiteUpgrade.Stand;
import java.util.HashMap;
import java.util.Map;

/** The kinds of a site that an upgrade reads or writes, and what of them matters. */
final class SiteKinds {
    static final String SYSTEM = "harvester-system";
    static final ResourceType<ObjectNode> UPGRADES = harvester("upgrades");
    static final ResourceType<ObjectNode> VERSIONS = harvester("versions");
    static final ResourceType<ObjectNode> IMAGES = harvester("virtualmachineimages");
    static final ResourceType<ObjectNode> SETTINGS = harvester("settings");
    static final ResourceType<ObjectNode> SCHEDULES = harvester("schedulevmbackups");
    static final ResourceType<ObjectNode> BACKUPS = harvester("virtualmachinebackups");
    static final ResourceType<ObjectNode> MACHINES = SiteObjects.type("kubevirt.io/v1", "virtualmachines");
    static final ResourceType<ObjectNode> NODES = SiteObjects.type("v1", "nodes");
    static final ResourceType<ObjectNode> CONFIG_MAPS = SiteObjects.type("v1", "configmaps");
    static final ResourceType<ObjectNode> VOLUMES = SiteObjects.type("longhorn.io/v1beta2", "volumes");
    static final ResourceType<ObjectNode> DISKS = SiteObjects.type("longhorn.io/v1beta2", "nodes");

    /** Annotation of an Upgrade from an image: the version that is in it. */
    static final String VERSION = "granary.io/version";

    private static final int WORDS = 160;

    private SiteKinds() {}

    private static ResourceType<ObjectNode> harvester(String plural) {
        return SiteObjects.type("harvesterhci.io/v1beta1", plural);
    }

    static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", apiVersion)
                .put("kind", kind);
        var metadata = object.putObject("metadata");
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("name", name);
        metadata.putObject("labels").put("app.kubernetes.io/managed-by", "granary");
        return object;
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText("");
    }

    /** As namespace/name. */
    static String id(JsonNode object) {
        return object.path("metadata").path("namespace").asText("") + "/" + name(object);
    }

    /** The claim that a volume of Longhorn is for; its own name where there is none. */
    static String claim(JsonNode volume) {
        return volume.path("status").path("kubernetesStatus").path("pvcName").asText(name(volume));
    }

    /** Of a volume of Longhorn: healthy, degraded, faulted or unknown. */
    static String robustness(JsonNode volume) {
        return volume.path("status").path("robustness").asText("");
    }

    /** What Harvester goes by. */
    static String effective(JsonNode setting) {
        var value = setting.path("value").asText("");
        return value.isEmpty() ? setting.path("default").asText("") : value;
    }

    static SiteUpgrade upgrade(JsonNode object) {
        var labels = object.path("metadata").path("labels");
        Map<String, Stand> conditions = new HashMap<>();
        for (var condition : object.path("status").path("conditions")) {
            conditions.put(condition.path("type").asText(""), stand(condition, "status"));
        }
        Map<String, Stand> nodes = new HashMap<>();
        object.path("status")
                .path("nodeStatuses")
                .properties()
                .forEach(node -> nodes.put(node.getKey(), stand(node.getValue(), "state")));
        return new SiteUpgrade(
                name(object),
                version(object),
                labels.path("harvesterhci.io/upgradeState").asText(""),
                labels.path("harvesterhci.io/upgradeCleanup").asText(""),
                conditions,
                nodes);
    }

    /** An Upgrade from an image does not say itself what is in it. */
    private static String version(JsonNode object) {
        var spec = object.path("spec");
        var known = object.path("metadata").path("annotations").path(VERSION).asText("");
        return spec.path("version").asText(known.isEmpty() ? spec.path("image").asText("") : known);
    }

    private static Stand stand(JsonNode part, String value) {
        return new Stand(
                part.path(value).asText(""),
                PlainText.of(part.path("reason").asText(""), WORDS),
                PlainText.of(part.path("message").asText(""), WORDS));
    }

    static boolean isTrue(JsonNode object, String type) {
        return is(object, type, "True");
    }

    static boolean isFalse(JsonNode object, String type) {
        return is(object, type, "False");
    }

    private static boolean is(JsonNode object, String type, String status) {
        for (var condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText("").equals(type)) {
                return condition.path("status").asText("").equals(status);
            }
        }
        return false;
    }
}
