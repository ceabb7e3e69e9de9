// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.util.stream.Collectors;

/** Who still uses an image, so that Harvester keeps it (Harvester {@code pkg/image/common/validator.go}). */
final class ImageUsers {
    private ImageUsers() {}

    /** Refuses when a template version owns the image, or a volume or backup has its storage class. */
    static void refuseDeletion(ObjectNode image, ObjectStore store) {
        var storageClass = image.at("/status/storageClassName").asText();
        if (storageClass.isEmpty()) {
            return;
        }
        var what = "Cannot delete image %s/%s: being used by "
                .formatted(
                        Trees.key(image).namespace(),
                        image.at("/spec/displayName").asText());
        for (var owner : image.at("/metadata/ownerReferences")) {
            var key = ObjectKey.of(
                    Trees.key(image).namespace(), owner.path("name").asText());
            if (owner.path("kind").asText().equals("VirtualMachineTemplateVersion")
                    && store.find(Kinds.VERSION, key).isPresent()) {
                throw Webhook.VALIDATOR.invalid(what + "VMTemplateVersion " + key.name(), "");
            }
        }
        if (image.at("/spec/backend").asText().equals("cdi")) {
            return;
        }
        for (var claim : store.list(Kinds.VOLUME_CLAIM)) {
            if (Trees.of(claim).at("/spec/storageClassName").asText().equals(storageClass)) {
                throw Webhook.VALIDATOR.invalid(what + "volume " + claim.key(), "");
            }
        }
        var backups = store.list(Kinds.BACKUP).stream()
                .filter(backup -> saves(Trees.of(backup), storageClass))
                .map(backup -> backup.key().toString())
                .collect(Collectors.joining(","));
        if (!backups.isEmpty()) {
            throw Webhook.VALIDATOR.invalid(what + "VMBackups " + backups, "");
        }
    }

    private static boolean saves(JsonNode backup, String storageClass) {
        for (var volume : backup.at("/status/volumeBackups")) {
            if (volume.at("/persistentVolumeClaim/spec/storageClassName")
                    .asText()
                    .equals(storageClass)) {
                return true;
            }
        }
        return false;
    }
}
