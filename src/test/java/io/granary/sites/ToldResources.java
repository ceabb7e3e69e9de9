// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects that nobody writes: a test tells the watches what there is. */
final class ToldResources<T> implements Resources<T> {
    private final List<Listener<T>> listeners = new ArrayList<>();
    private final List<T> first;

    ToldResources(List<T> first) {
        this.first = first;
    }

    /** Tells of a complete list. */
    void replaced(List<T> all) {
        listeners.forEach(listener -> listener.replaced(all));
    }

    void changed(T object) {
        listeners.forEach(listener -> listener.changed(object));
    }

    void deleted(T object) {
        listeners.forEach(listener -> listener.deleted(object));
    }

    @Override
    public AutoCloseable watch(String namespace, String selector, Listener<T> listener) {
        listeners.add(listener);
        listener.replaced(first);
        return () -> listeners.remove(listener);
    }

    @Override
    public AutoCloseable watchOne(String namespace, String name, Listener<T> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable T find(String namespace, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<T> list(String namespace, String selector) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written<T> create(T object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written<T> replace(T object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written<T> replaceStatus(T object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written<T> apply(T object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written<T> applyStatus(T object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ApiProblem delete(String namespace, String name) {
        throw new UnsupportedOperationException();
    }
}
