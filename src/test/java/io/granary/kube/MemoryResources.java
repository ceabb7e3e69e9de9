// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hub's objects of one kind, in memory: versions, conflicts, status apart from spec, and watches told at once. */
public final class MemoryResources<S, T> implements Resources<HubObject<S, T>> {
    private final Map<String, HubObject<S, T>> objects = new LinkedHashMap<>();
    private final List<Listener<HubObject<S, T>>> listeners = new ArrayList<>();
    private long version = 100;
    private int writes;

    /** All writes that changed something. */
    public synchronized int writes() {
        return writes;
    }

    @Override
    public synchronized HubObject<S, T> find(String namespace, String name) {
        return objects.get(namespace + "/" + name);
    }

    @Override
    public synchronized List<HubObject<S, T>> list(String namespace, String selector) {
        return List.copyOf(objects.values());
    }

    @Override
    public synchronized Written<HubObject<S, T>> create(HubObject<S, T> object) {
        return objects.containsKey(key(object))
                ? new Written.Conflict<>("it exists")
                : store(object.withStatus(null), 1);
    }

    @Override
    public synchronized Written<HubObject<S, T>> replace(HubObject<S, T> object) {
        var known = objects.get(key(object));
        if (isOutdated(object, known)) {
            return new Written.Conflict<>("the object has been modified");
        }
        return store(object.withStatus(known.status()), known.metadata().generation());
    }

    @Override
    public synchronized Written<HubObject<S, T>> replaceStatus(HubObject<S, T> object) {
        var known = objects.get(key(object));
        if (isOutdated(object, known)) {
            return new Written.Conflict<>("the object has been modified");
        }
        return store(known.withStatus(object.status()), known.metadata().generation());
    }

    @Override
    /** Only what concerns finalizers: those of the object are what is applied. */
    public synchronized Written<HubObject<S, T>> apply(HubObject<S, T> object) {
        var known = objects.get(key(object));
        if (isOutdated(object, known)) {
            return new Written.Conflict<>("the object has been modified");
        }
        var marked =
                known.with(known.metadata().withFinalizers(object.metadata().finalizers()));
        if (marked.metadata().finalizers().isEmpty() && marked.metadata().deletionTimestamp() != null) {
            remove(marked);
            return new Written.Stored<>(marked);
        }
        return store(marked, known.metadata().generation());
    }

    @Override
    public Written<HubObject<S, T>> applyStatus(HubObject<S, T> object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized ApiProblem delete(String namespace, String name) {
        var gone = objects.get(namespace + "/" + name);
        if (gone != null && gone.metadata().finalizers().isEmpty()) {
            remove(gone);
        } else if (gone != null) {
            store(gone.with(leaving(gone.metadata())), gone.metadata().generation());
        }
        return null;
    }

    private void remove(HubObject<S, T> gone) {
        objects.remove(key(gone));
        writes++;
        listeners.forEach(listener -> listener.deleted(gone));
    }

    private static HubObject.Meta leaving(HubObject.Meta meta) {
        return new HubObject.Meta(
                meta.namespace(),
                meta.name(),
                meta.uid(),
                meta.resourceVersion(),
                meta.generation(),
                meta.creationTimestamp(),
                "2026-11-23T00:00:00Z",
                meta.labels(),
                meta.annotations(),
                meta.finalizers(),
                meta.ownerReferences());
    }

    @Override
    public synchronized AutoCloseable watch(String namespace, String selector, Listener<HubObject<S, T>> listener) {
        listeners.add(listener);
        listener.replaced(List.copyOf(objects.values()));
        return () -> listeners.remove(listener);
    }

    @Override
    public AutoCloseable watchOne(String namespace, String name, Listener<HubObject<S, T>> listener) {
        throw new UnsupportedOperationException();
    }

    private boolean isOutdated(HubObject<S, T> object, HubObject<S, T> known) {
        return known == null
                || !known.metadata().resourceVersion().equals(object.metadata().resourceVersion());
    }

    private Written<HubObject<S, T>> store(HubObject<S, T> object, long generation) {
        var meta = object.metadata();
        var uid = meta.uid() == null ? "uid-" + version : meta.uid();
        var stored = object.with(new HubObject.Meta(
                meta.namespace(),
                meta.name(),
                uid,
                String.valueOf(++version),
                generation,
                meta.creationTimestamp(),
                meta.deletionTimestamp(),
                meta.labels(),
                meta.annotations(),
                meta.finalizers(),
                meta.ownerReferences()));
        objects.put(key(stored), stored);
        writes++;
        listeners.forEach(listener -> listener.changed(stored));
        return new Written.Stored<>(stored);
    }

    private String key(HubObject<S, T> object) {
        return object.metadata().namespace() + "/" + object.metadata().name();
    }
}
