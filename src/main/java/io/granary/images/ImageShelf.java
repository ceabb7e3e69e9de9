// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.crd.v1alpha1.Image;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Images of the hub, kept by a watch. */
final class ImageShelf implements Resources.Listener<HubObject<ImageSpec, ImageStatus>> {
    private final Map<String, HubObject<ImageSpec, ImageStatus>> images = new ConcurrentHashMap<>();
    private final Consumer<HubObject<ImageSpec, ImageStatus>> arrived;
    private volatile boolean read;

    /** @param arrived hears of each Image as it is stored, on the thread of the watch */
    ImageShelf(Consumer<HubObject<ImageSpec, ImageStatus>> arrived) {
        this.arrived = arrived;
    }

    static Resources<HubObject<ImageSpec, ImageStatus>> at(HubCluster hub) {
        return hub.resources(HubObject.type(Image.class, ImageSpec.class, ImageStatus.class));
    }

    boolean isRead() {
        return read;
    }

    @Nullable
    HubObject<ImageSpec, ImageStatus> find(String namespace, String name) {
        return images.get(namespace + "/" + name);
    }

    /** Images of a namespace whose source is this uploaded file. */
    List<HubObject<ImageSpec, ImageStatus>> ofFile(String namespace, String file) {
        return images.values().stream()
                .filter(image -> image.metadata().namespace().equals(namespace))
                .filter(image ->
                        image.spec() != null && file.equals(image.spec().file()))
                .toList();
    }

    @Override
    public void replaced(List<HubObject<ImageSpec, ImageStatus>> all) {
        images.keySet().retainAll(all.stream().map(ImageShelf::name).collect(Collectors.toSet()));
        all.forEach(image -> images.put(name(image), image));
        read = true;
        all.forEach(arrived);
    }

    @Override
    public void changed(HubObject<ImageSpec, ImageStatus> image) {
        images.put(name(image), image);
        arrived.accept(image);
    }

    @Override
    public void deleted(HubObject<ImageSpec, ImageStatus> image) {
        images.remove(name(image));
    }

    private static String name(HubObject<?, ?> image) {
        return image.metadata().namespace() + "/" + image.metadata().name();
    }
}
