// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The one {@link ObjectStore}: sorted maps under one lock per cluster, a counter, and a bounded memory of changes. */
final class ResourceStore implements ObjectStore {
    /** What a watcher reads next: the changes after its position, and where it stands when it has read them. */
    record Changes(List<ObjectChange> changes, long position) {}

    /** Everything of a kind at a revision. */
    record Snapshot(long revision, List<StoredObject> objects) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<GroupResource, Shelf> shelves = new HashMap<>();
    private final List<Consumer<ObjectChange>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<ObjectChange> unheard = new ArrayDeque<>();
    private final Owners owners = new Owners();
    private final Stamps stamps;
    private final int window;
    private final ServedKinds kinds;
    private Consumer<GroupResource> wake = resource -> {};
    private Runnable cut = () -> {};
    private long revision = 1;
    private boolean telling;

    ResourceStore(Stamps stamps, int window, ServedKinds kinds) {
        this.stamps = stamps;
        this.window = window;
        this.kinds = kinds;
    }

    /** Who is told that a kind changed (under the lock, so it must be quick), and that the past was rewritten. */
    void watchedBy(Consumer<GroupResource> changed, Runnable rewritten) {
        wake = changed;
        cut = rewritten;
    }

    @Override
    public void seed(GroupResource resource, Collection<Seed> seeds) {
        locked(() -> {
            var shelf = shelf(resource);
            revision++;
            seeds.forEach(seed -> shelf.objects.put(seed.key(), seed.at(revision)));
            shelf.forget(revision);
            return shelf;
        });
    }

    @Override
    public Optional<StoredObject> find(GroupResource resource, ObjectKey key) {
        return locked(() -> {
            var shelf = shelves.get(resource);
            return shelf == null ? Optional.empty() : Optional.ofNullable(shelf.objects.get(key));
        });
    }

    @Override
    public List<StoredObject> list(GroupResource resource) {
        return snapshot(resource).objects();
    }

    Snapshot snapshot(GroupResource resource) {
        return locked(() -> {
            var shelf = shelves.get(resource);
            return new Snapshot(revision, shelf == null ? List.of() : List.copyOf(shelf.objects.values()));
        });
    }

    /** The changes after a position, or empty when some of them are forgotten. */
    Optional<Changes> changes(GroupResource resource, long position, int most) {
        return locked(() -> {
            var shelf = shelf(resource);
            if (!shelf.knows(position)) {
                return Optional.empty();
            }
            var found = shelf.after(position, most);
            var reached = found.size() < most
                    ? Math.max(revision, position)
                    : found.getLast().resourceVersion();
            return Optional.of(new Changes(found, reached));
        });
    }

    @Override
    public StoredObject create(GroupResource resource, ObjectNode object) {
        var copy = object.deepCopy();
        stamps.onCreate(copy);
        var made = commit(resource, null, copy);
        if (made == null) {
            throw StatusException.alreadyExists(resource, Metadata.of(copy).name());
        }
        return made;
    }

    @Override
    public StoredObject update(GroupResource resource, ObjectKey key, UnaryOperator<ObjectNode> change) {
        while (true) {
            var before = find(resource, key).orElseThrow(() -> StatusException.notFound(resource, key.name()));
            var old = Json.parse(before.json());
            var next = change.apply(old.deepCopy());
            if (Json.same(next, old)) {
                return before;
            }
            kinds.catalog().versions(resource).stream()
                    .findFirst()
                    .ifPresent(type -> Metadata.of(next).bumpGeneration(type, old));
            var written = commit(resource, before, next);
            if (written != null) {
                return written;
            }
        }
    }

    /** Writes the object if what is stored is still {@code before}; null when it is not. Stamps the revision. */
    @Nullable
    StoredObject commit(GroupResource resource, @Nullable StoredObject before, ObjectNode object) {
        var written = locked(() -> {
            var meta = Metadata.of(object);
            var shelf = shelf(resource);
            if (shelf.objects.get(meta.key()) != before) {
                return Optional.<StoredObject>empty();
            }
            revision++;
            meta.node().put("resourceVersion", Long.toString(revision));
            var after = meta.stored(WrittenBody.of(object, revision));
            shelf.objects.put(after.key(), after);
            owners.put(resource, after, object);
            var kind = before == null ? ObjectChange.Kind.ADDED : ObjectChange.Kind.MODIFIED;
            note(new ObjectChange(resource, kind, before, after), shelf);
            return Optional.of(after);
        });
        tell();
        return written.orElse(null);
    }

    @Override
    public StoredObject put(GroupResource resource, Seed seed) {
        var put = locked(() -> {
            var shelf = shelf(resource);
            var after = seed.at(++revision);
            var before = shelf.objects.put(seed.key(), after);
            var kind = before == null ? ObjectChange.Kind.ADDED : ObjectChange.Kind.MODIFIED;
            note(new ObjectChange(resource, kind, before, after), shelf);
            return after;
        });
        tell();
        return put;
    }

    @Override
    public Optional<StoredObject> delete(GroupResource resource, ObjectKey key) {
        var gone = find(resource, key);
        while (gone.isPresent()) {
            var removed = remove(resource, gone.get());
            if (removed != null) {
                return Optional.of(removed);
            }
            gone = find(resource, key);
        }
        return gone;
    }

    /** Removes the object if it is still this one; gives its last state, or null. */
    @Nullable
    StoredObject remove(GroupResource resource, StoredObject before) {
        var gone = locked(() -> {
            var shelf = shelf(resource);
            if (!shelf.objects.remove(before.key(), before)) {
                return Optional.<StoredObject>empty();
            }
            owners.remove(before.uid());
            var after = new StoredObject(
                    before.key(),
                    before.uid(),
                    ++revision,
                    before.generation(),
                    before.createdAt(),
                    before.labels(),
                    before.source());
            note(new ObjectChange(resource, ObjectChange.Kind.DELETED, before, after), shelf);
            return Optional.of(after);
        });
        tell();
        return gone.orElse(null);
    }

    @Override
    public void onChange(Consumer<ObjectChange> listener) {
        listeners.add(listener);
    }

    @Override
    public long revision() {
        return locked(() -> revision);
    }

    Owners owners() {
        return owners;
    }

    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public StoreBackup backup() {
        return locked(() -> {
            var objects = new HashMap<GroupResource, List<StoredObject>>();
            shelves.forEach((resource, shelf) -> objects.put(resource, List.copyOf(shelf.objects.values())));
            return new StoreBackup(revision, Map.copyOf(objects));
        });
    }

    @Override
    public void restore(StoreBackup backup) {
        locked(() -> {
            shelves.values().forEach(shelf -> shelf.objects.clear());
            revision = backup.revision();
            backup.objects().forEach((resource, objects) -> {
                objects.forEach(object -> shelf(resource).objects.put(object.key(), object));
            });
            shelves.values().forEach(shelf -> shelf.forget(revision));
            return revision;
        });
        cut.run();
    }

    @Override
    public void compact() {
        locked(() -> {
            shelves.values().forEach(shelf -> shelf.forget(revision));
            return revision;
        });
    }

    private Shelf shelf(GroupResource resource) {
        return shelves.computeIfAbsent(resource, key -> new Shelf());
    }

    private void note(ObjectChange change, Shelf shelf) {
        shelf.remember(change, window);
        if (!listeners.isEmpty()) {
            unheard.add(change);
        }
        wake.accept(change.resource());
    }

    /** Tells listeners outside the lock, one change at a time and in order, whoever wrote it. */
    private void tell() {
        if (listeners.isEmpty() || !locked(() -> !telling && (telling = true))) {
            return;
        }
        while (true) {
            var next = locked(() -> {
                var change = Optional.ofNullable(unheard.poll());
                telling = change.isPresent();
                return change;
            });
            if (next.isEmpty()) {
                return;
            }
            listeners.forEach(listener -> listener.accept(next.get()));
        }
    }
}
