// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.site.Entry.Body;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The storage of one site's API server: objects in the order of their keys, one counter of resource versions, and a
 * bounded window of past events for watches that resume.
 *
 * <p>Safe for several threads. Watchers are called under the lock and must only hand the event on.
 */
public final class Shelf {
    /** Events a watch may be behind before the answer is 410 Gone. */
    static final int WINDOW = 256;

    /** ADDED, MODIFIED or DELETED, as a watch says it. */
    public enum Op {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** What happened to an object. Its resourceVersion is that of the entry, also for a deletion. */
    public record Event(Op op, Entry entry, @Nullable Entry previous) {}

    /** A list as of one resourceVersion. */
    public record Listing(long resourceVersion, List<Entry> entries) {}

    /** Receives the events of a kind from some moment on. */
    interface Watcher {
        void event(Event event);

        /** The API server goes away: the stream ends without a word. */
        void cut();
    }

    /** The window no longer reaches back to where the watch wants to begin. */
    static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException(long wanted, long oldest) {
            super("too old resource version: " + wanted + " (" + oldest + ")", null, false, false);
        }
    }

    private final Map<ResourceKind, TreeMap<String, Entry>> byKind = new HashMap<>();
    /** A watch that began at a resourceVersion ahead of the counter hears nothing until the counter is there. */
    private record Registration(Watcher watcher, long after) {}

    private final Map<ResourceKind, List<Registration>> watchers = new HashMap<>();
    private final ArrayDeque<Event> window = new ArrayDeque<>();
    private final List<Consumer<Event>> observers = new CopyOnWriteArrayList<>();
    private long counter;
    private long oldest;

    Shelf(long firstResourceVersion) {
        this.counter = firstResourceVersion;
        this.oldest = firstResourceVersion;
    }

    /** Told of every change, after it happened; for ground truth. */
    public void observe(Consumer<Event> observer) {
        observers.add(observer);
    }

    /** Puts an object there without an event, as if it had been there before the server started. */
    synchronized void seed(ResourceKind kind, String namespace, String name, Body body) {
        counter++;
        oldest = counter;
        table(kind).put(Entry.key(namespace, name), new Entry(kind, namespace, name, counter, body));
    }

    /** Creates or replaces. */
    synchronized Entry put(ResourceKind kind, String namespace, String name, Body body) {
        var entry = new Entry(kind, namespace, name, ++counter, body);
        var previous = table(kind).put(entry.key(), entry);
        tell(new Event(previous == null ? Op.ADDED : Op.MODIFIED, entry, previous));
        return entry;
    }

    /** The last state under the resourceVersion of the deletion, or empty when there was no such object. */
    synchronized Optional<Entry> remove(ResourceKind kind, String namespace, String name) {
        var old = table(kind).remove(Entry.key(namespace, name));
        if (old == null) {
            return Optional.empty();
        }
        var last = new Entry(kind, namespace, name, ++counter, old.body());
        tell(new Event(Op.DELETED, last, old));
        return Optional.of(last);
    }

    public synchronized @Nullable Entry get(ResourceKind kind, String namespace, String name) {
        return table(kind).get(Entry.key(namespace, name));
    }

    /** All objects of a kind, or those of one namespace when it is not empty. */
    public synchronized Listing list(ResourceKind kind, String namespace) {
        var table = table(kind);
        var entries = namespace.isEmpty()
                ? table.values()
                : table.subMap(namespace + '/', namespace + '0').values();
        return new Listing(counter, new ArrayList<>(entries));
    }

    public synchronized long resourceVersion() {
        return counter;
    }

    /**
     * Replays what happened after the resourceVersion and then sends what happens.
     *
     * @throws GoneException when the window does not reach back that far
     */
    synchronized void watch(ResourceKind kind, long after, Watcher watcher) {
        if (after < oldest) {
            throw new GoneException(after, oldest);
        }
        for (var event : window) {
            if (event.entry().kind().equals(kind) && event.entry().resourceVersion() > after) {
                watcher.event(event);
            }
        }
        register(kind, new Registration(watcher, after));
    }

    /** The list and every event after it, without a gap between them. */
    synchronized Listing listAndWatch(ResourceKind kind, String namespace, Watcher watcher) {
        register(kind, new Registration(watcher, counter));
        return list(kind, namespace);
    }

    synchronized void unwatch(ResourceKind kind, Watcher watcher) {
        var list = watchers.get(kind);
        if (list != null) {
            list.removeIf(registration -> registration.watcher() == watcher);
        }
    }

    /** Ends all watches; they can resume. */
    void dropWatches() {
        var all = new ArrayList<Registration>();
        synchronized (this) {
            watchers.values().forEach(all::addAll);
            watchers.clear();
        }
        all.forEach(registration -> registration.watcher().cut());
    }

    /** Ends all watches and forgets the window: resuming is answered with 410. */
    void restart() {
        synchronized (this) {
            window.clear();
            oldest = ++counter;
        }
        dropWatches();
    }

    /**
     * An etcd restore from an older copy: the last changes never happened, the counter stands where it stood then, and
     * watches end. Goes back at most as far as the window.
     */
    void rewind(int changes) {
        synchronized (this) {
            for (int i = 0; i < changes && !window.isEmpty(); i++) {
                var event = window.removeLast();
                var table = table(event.entry().kind());
                if (event.previous() == null) {
                    table.remove(event.entry().key());
                } else {
                    table.put(event.entry().key(), event.previous());
                }
                counter = event.entry().resourceVersion() - 1;
            }
            window.clear();
            oldest = counter;
        }
        dropWatches();
    }

    synchronized int watches() {
        return watchers.values().stream().mapToInt(List::size).sum();
    }

    private TreeMap<String, Entry> table(ResourceKind kind) {
        return byKind.computeIfAbsent(kind, key -> new TreeMap<>());
    }

    private void register(ResourceKind kind, Registration registration) {
        watchers.computeIfAbsent(kind, key -> new ArrayList<>(2)).add(registration);
    }

    private void tell(Event event) {
        window.addLast(event);
        if (window.size() > WINDOW) {
            oldest = window.removeFirst().entry().resourceVersion();
        }
        var list = watchers.get(event.entry().kind());
        if (list != null) {
            for (var registration : list) {
                if (event.entry().resourceVersion() > registration.after()) {
                    registration.watcher().event(event);
                }
            }
        }
        observers.forEach(observer -> observer.accept(event));
    }
}
