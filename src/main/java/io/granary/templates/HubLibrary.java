// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.Image;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.crd.v1alpha1.Template;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.crd.v1alpha1.TemplateStatus;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Templates and Images of the hub, kept by watches. Writes what it finds out about a Template into its status. */
public final class HubLibrary implements TemplateLibrary, AutoCloseable {
    private final Resources<HubObject<TemplateSpec, TemplateStatus>> templates;
    private final Resources<HubObject<ImageSpec, ImageStatus>> images;
    private final Shelf<TemplateSpec, TemplateStatus> templateShelf;
    private final Shelf<ImageSpec, ImageStatus> imageShelf = new Shelf<>(image -> {});
    private volatile @Nullable AutoCloseable templateWatch;
    private volatile @Nullable AutoCloseable imageWatch;

    /** @param arrived hears of each Template as it is stored, on the thread of the watch */
    HubLibrary(
            Resources<HubObject<TemplateSpec, TemplateStatus>> templates,
            Resources<HubObject<ImageSpec, ImageStatus>> images,
            Consumer<HubObject<TemplateSpec, TemplateStatus>> arrived) {
        this.templates = templates;
        this.images = images;
        this.templateShelf = new Shelf<>(arrived);
    }

    static Resources<HubObject<TemplateSpec, TemplateStatus>> templates(HubCluster hub) {
        return hub.resources(HubObject.type(Template.class, TemplateSpec.class, TemplateStatus.class));
    }

    static Resources<HubObject<ImageSpec, ImageStatus>> images(HubCluster hub) {
        return hub.resources(HubObject.type(Image.class, ImageSpec.class, ImageStatus.class));
    }

    void start() {
        templateWatch = templates.watch("", "", templateShelf);
        imageWatch = images.watch("", "", imageShelf);
    }

    @Override
    public boolean isRead() {
        return templateShelf.read && imageShelf.read;
    }

    @Override
    public @Nullable TemplateSpec template(String namespace, String name) {
        return templateShelf.specs.get(namespace + "/" + name);
    }

    @Override
    public String displayName(String namespace, String image) {
        var spec = imageShelf.specs.get(namespace + "/" + image);
        var shown = spec == null ? null : spec.displayName();
        return shown == null ? image : shown;
    }

    @Override
    public void close() throws Exception {
        close(templateWatch);
        close(imageWatch);
    }

    private static void close(@Nullable AutoCloseable watch) throws Exception {
        if (watch != null) {
            watch.close();
        }
    }

    private static final class Shelf<S, T> implements Resources.Listener<HubObject<S, T>> {
        private final Map<String, S> specs = new ConcurrentHashMap<>();
        private final Consumer<HubObject<S, T>> arrived;
        private volatile boolean read;

        private Shelf(Consumer<HubObject<S, T>> arrived) {
            this.arrived = arrived;
        }

        @Override
        public void replaced(List<HubObject<S, T>> all) {
            var names = all.stream().map(Shelf::name).collect(Collectors.toSet());
            specs.keySet().retainAll(names);
            all.forEach(this::keep);
            read = true;
            all.forEach(arrived);
        }

        @Override
        public void changed(HubObject<S, T> object) {
            keep(object);
            arrived.accept(object);
        }

        private void keep(HubObject<S, T> object) {
            var spec = object.spec();
            if (spec != null) {
                specs.put(name(object), spec);
            }
        }

        @Override
        public void deleted(HubObject<S, T> object) {
            specs.remove(name(object));
        }

        private static String name(HubObject<?, ?> object) {
            return object.metadata().namespace() + "/" + object.metadata().name();
        }
    }
}
