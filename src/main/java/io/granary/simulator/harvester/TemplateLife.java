// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What Harvester's template controllers do after somebody wrote a template or a version of one (Harvester
 * {@code pkg/controller/master/template}): numbers, owners, readiness, and which version is the default.
 */
final class TemplateLife {
    private static final String LABEL = "template.harvesterhci.io/templateID";
    private static final String ASSIGNED = "assigned";
    private static final String READY = "ready";

    /** Whether the images that a version names are there. */
    private enum Images {
        READY,
        UNDER_WAY,
        MISSING
    }

    private final SiteWorld world;

    TemplateLife(SiteWorld world) {
        this.world = world;
    }

    /** An image came or is complete: versions that waited for one are looked at again. */
    void imageChanged() {
        for (var stored : world.store().list(Kinds.VERSION)) {
            if (!Conditions.isTrue(Trees.of(stored), READY)) {
                version(stored.key());
            }
        }
    }

    void version(ObjectKey key) {
        var found = Trees.find(world.store(), Kinds.VERSION, key).filter(version -> !Trees.deleting(version));
        if (found.isEmpty()) {
            return;
        }
        var id = Trees.reference(found.get().at("/spec/templateId").asText());
        var template = Trees.find(world.store(), Kinds.TEMPLATE, id);
        var images = images(found.get());
        if (template.isEmpty() || images == Images.MISSING) {
            return;
        }
        int next =
                latest(id).map(latest -> latest.at("/status/version").asInt()).orElse(0) + 1;
        world.change(Kinds.VERSION, key, version -> {
            own(version, template.get());
            var conditions = Conditions.of(version, world.now());
            var ready = images == Images.READY ? "True" : "False";
            if (!Conditions.status(version, READY).equals(ready)) {
                conditions.set(READY, ready, "", "");
            }
            if (!Conditions.isTrue(version, ASSIGNED)) {
                Trees.child(version, "status").put("version", next);
                conditions.set(ASSIGNED, "True", "", "");
            }
        });
        template(id);
    }

    void template(ObjectKey key) {
        var template = Trees.find(world.store(), Kinds.TEMPLATE, key).filter(found -> !Trees.deleting(found));
        var latest = latest(key);
        if (template.isEmpty() || latest.isEmpty()) {
            return;
        }
        int number = latest.get().at("/status/version").asInt();
        var chosen = template.get().at("/spec/defaultVersionId").asText();
        if (chosen.isEmpty() && number == 1) {
            var first = Trees.key(latest.get()).toString();
            world.change(
                    Kinds.TEMPLATE, key, found -> Trees.child(found, "spec").put("defaultVersionId", first));
            return;
        }
        var standard = Trees.find(world.store(), Kinds.VERSION, Trees.reference(chosen))
                .filter(version -> Conditions.isTrue(version, ASSIGNED));
        if (chosen.isEmpty() || standard.isPresent()) {
            world.change(Kinds.TEMPLATE, key, found -> {
                var status = Trees.child(found, "status").put("latestVersion", number);
                standard.ifPresent(version -> status.put(
                        "defaultVersion", version.at("/status/version").asInt()));
            });
        }
    }

    private static void own(ObjectNode version, ObjectNode template) {
        var metadata = Trees.child(version, "metadata");
        var labels = Trees.child(metadata, "labels");
        if (!labels.has(LABEL)) {
            labels.put(LABEL, Trees.key(template).name());
        }
        var owners = metadata.get("ownerReferences") instanceof ArrayNode found
                ? found
                : metadata.putArray("ownerReferences");
        if (owners.valueStream().noneMatch(owner -> owner.path("uid").asText().equals(Trees.uid(template)))) {
            owners.addObject()
                    .put("apiVersion", "harvesterhci.io/v1beta1")
                    .put("kind", "VirtualMachineTemplate")
                    .put("name", Trees.key(template).name())
                    .put("uid", Trees.uid(template))
                    .put("controller", true)
                    .put("blockOwnerDeletion", true);
        }
    }

    /** The version of the highest number so far. */
    private Optional<ObjectNode> latest(ObjectKey template) {
        return world.store().list(Kinds.VERSION).stream()
                .filter(stored -> stored.key().namespace().equals(template.namespace()))
                .map(Trees::of)
                .filter(version ->
                        Trees.reference(version.at("/spec/templateId").asText()).equals(template))
                .filter(version -> Conditions.isTrue(version, ASSIGNED))
                .max(Comparator.comparingInt(
                        version -> version.at("/status/version").asInt()));
    }

    private Images images(ObjectNode version) {
        var text = version.at("/spec/vm/metadata/annotations")
                .path(TemplateAdmission.CLAIMS)
                .asText();
        for (var claim : text.isEmpty() ? List.<JsonNode>of() : claims(text)) {
            var id = claim.at("/metadata/annotations")
                    .path("harvesterhci.io/imageId")
                    .asText();
            if (!id.isEmpty()) {
                var image = Trees.find(world.store(), Kinds.IMAGE, Trees.reference(id));
                if (image.isEmpty()) {
                    return Images.MISSING;
                }
                if (!Conditions.isTrue(image.get(), ImageStatus.IMPORTED)) {
                    return Images.UNDER_WAY;
                }
            }
        }
        return Images.READY;
    }

    private static List<JsonNode> claims(String text) {
        return Trees.parsed(text).map(list -> list.valueStream().toList()).orElse(List.of());
    }
}
