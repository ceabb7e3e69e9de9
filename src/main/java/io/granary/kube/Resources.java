// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind at one API server. Methods wait for the answer: call them on virtual threads. Nothing is
 * tried twice.
 */
public interface Resources<T> {

    /**
     * One object, or null where there is none.
     *
     * @param namespace the empty string for kinds without namespaces
     * @throws ApiProblem.Failure where the question cannot be answered
     */
    @Nullable
    T find(String namespace, String name);

    /**
     * All objects, read in pages.
     *
     * @param namespace the empty string for all
     * @param selector a label selector, or the empty string
     * @throws ApiProblem.Failure where the question cannot be answered
     */
    List<T> list(String namespace, String selector);

    /** Creates; a {@link Written.Conflict} where the name is taken. */
    Written<T> create(T object);

    /** Replaces the object if it still has this resource version, and creates nothing. */
    Written<T> replace(T object);

    /**
     * Writes what differs in labels, annotations and finalizers, if the object still has the resource version that was
     * read. What a newer Granary or somebody else put beside them stays.
     */
    default Written<T> replaceMetadata(T read, T next) {
        return replace(next);
    }

    /** Replaces the status if the object still has this resource version. */
    Written<T> replaceStatus(T object);

    /** Tells people, in Events of the object, of conditions that a write of its status has changed. Never waits. */
    default void announce(T before, T after) {}

    /** Server-side apply as field manager {@code granary}, taking over fields that another manager holds. */
    Written<T> apply(T object);

    /** Server-side apply of the status. */
    Written<T> applyStatus(T object);

    /** Deletes; an object that is not there counts as deleted. Null on success, else why not. */
    @Nullable
    ApiProblem delete(String namespace, String name);

    /**
     * Lists, then watches, and lists again where the watch cannot go on. Ends only when closed.
     *
     * @param namespace the empty string for all
     * @param selector a label selector, or the empty string
     */
    AutoCloseable watch(String namespace, String selector, Listener<T> listener);

    /**
     * As {@link #watch}, for one object by its name: a right that is granted for this name alone suffices.
     *
     * @param namespace the empty string for kinds without namespaces
     */
    AutoCloseable watchOne(String namespace, String name, Listener<T> listener);

    /** Hears of differences, in order, on one virtual thread. It may block, which holds the watch back. */
    interface Listener<T> {
        /** All objects there are; whatever is not among them is gone. */
        void replaced(List<T> all);

        /** Added or modified. */
        void changed(T object);

        void deleted(T object);

        /** The watch runs, for the first time or again; all that happened meanwhile has been or will be told. */
        default void resumed() {}

        /** The watch is broken; it is tried again. */
        default void failed(ApiProblem problem) {}
    }
}
