// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.util.function.Consumer;

/** The Longhorn BackingImage and the StorageClass behind each image (Harvester {@code pkg/image/backingimage}). */
record BackingFiles(ObjectStore store, SiteTraits traits) {
    private static final String DISK = "disk-of-node-1";

    /** How Longhorn stands with the file of an image. */
    enum State {
        ABSENT,
        IN_PROGRESS,
        READY,
        FAILED
    }

    String storageClass(ObjectNode image) {
        return traits.imageClass(Trees.key(image).name(), Trees.uid(image));
    }

    State state(ObjectNode image) {
        return Trees.find(store, Kinds.BACKING_IMAGE, backing(Trees.uid(image)))
                .map(found -> found.at("/status/diskFileStatusMap")
                        .path(DISK)
                        .path("state")
                        .asText())
                .map(text -> switch (text) {
                    case "failed" -> State.FAILED;
                    case "ready" -> State.READY;
                    default -> State.IN_PROGRESS;
                })
                .orElse(State.ABSENT);
    }

    void create(ObjectNode image) {
        var parameters = image.at("/spec/storageClassParameters");
        var file = object("longhorn.io/v1beta2", "BackingImage", backing(Trees.uid(image)));
        Trees.child(file, "metadata")
                .putObject("annotations")
                .put("harvesterhci.io/imageId", Trees.key(image).toString());
        var spec = file.putObject("spec");
        spec.put("dataEngine", "v1")
                .put("minNumberOfCopies", parameters.path("numberOfReplicas").asInt(1))
                .put("sourceType", image.at("/spec/sourceType").asText())
                .put("checksum", image.at("/spec/checksum").asText());
        spec.putObject("sourceParameters").put("url", image.at("/spec/url").asText());
        set(file, "in-progress", "", 0);
        var storageClass = object("storage.k8s.io/v1", "StorageClass", ObjectKey.cluster(storageClass(image)));
        storageClass.put("provisioner", "driver.longhorn.io");
        var copied = storageClass.putObject("parameters");
        copied.put("backingImage", backing(Trees.uid(image)).name());
        parameters.properties().forEach(entry -> copied.set(entry.getKey(), entry.getValue()));
        storageClass
                .put("reclaimPolicy", "Delete")
                .put("allowVolumeExpansion", true)
                .put("volumeBindingMode", "Immediate");
        remove(image);
        store.create(Kinds.BACKING_IMAGE, file);
        store.create(Kinds.STORAGE_CLASS, storageClass);
    }

    void ready(ObjectNode image, long size, long virtualSize) {
        change(image, file -> {
            set(file, "ready", "", 100);
            Trees.child(file, "status").put("size", size).put("realSize", size).put("virtualSize", virtualSize);
        });
    }

    void failed(ObjectNode image, String message, int progress) {
        change(image, file -> set(file, "failed", message, progress));
    }

    void remove(ObjectNode image) {
        store.delete(Kinds.BACKING_IMAGE, backing(Trees.uid(image)));
        store.delete(Kinds.STORAGE_CLASS, ObjectKey.cluster(storageClass(image)));
    }

    private void change(ObjectNode image, Consumer<ObjectNode> change) {
        var key = backing(Trees.uid(image));
        if (store.find(Kinds.BACKING_IMAGE, key).isPresent()) {
            store.update(Kinds.BACKING_IMAGE, key, file -> {
                change.accept(file);
                return file;
            });
        }
    }

    private static void set(ObjectNode file, String state, String message, int progress) {
        var disks = Trees.child(Trees.child(file, "status"), "diskFileStatusMap");
        Trees.child(disks, DISK)
                .put("dataEngine", "v1")
                .put("state", state)
                .put("message", message)
                .put("progress", progress);
    }

    private static ObjectKey backing(String uid) {
        return ObjectKey.of("longhorn-system", "vmi-" + uid);
    }

    private static ObjectNode object(String apiVersion, String kind, ObjectKey key) {
        var object = Trees.empty().put("apiVersion", apiVersion).put("kind", kind);
        var metadata = object.putObject("metadata").put("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        return object;
    }
}
