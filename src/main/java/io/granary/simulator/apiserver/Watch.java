// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open watch: a position in the changes of a kind, and a sink. Keeps nothing for a slow client: it reads on when
 * the sink has drained, and ends when what it would read next is forgotten. Runs on one Vert.x context.
 */
final class Watch {
    /** What is watched and how it is shown; {@code seconds} until it ends. */
    record Plan(
            GroupResource resource,
            Selection selection,
            Representation shape,
            boolean bookmarks,
            boolean markInitialEnd,
            int seconds) {}

    private static final int BATCH = 64;
    private final Plan plan;
    private final WatchHub hub;
    private final WatchSink sink;
    private final Context context;
    private final Iterator<StoredObject> initial;
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean ended;
    private volatile boolean bookmarkDue;
    private volatile int age;
    private long position;
    private boolean initialDone;

    Watch(Plan plan, WatchHub hub, WatchSink sink, Context context, ResourceStore.Snapshot start) {
        this.plan = plan;
        this.hub = hub;
        this.sink = sink;
        this.context = context;
        this.initial = start.objects().iterator();
        this.position = start.revision();
    }

    Plan plan() {
        return plan;
    }

    /** Called by the shared pulse. */
    void second() {
        age++;
        if (age >= plan.seconds()) {
            end(KubeApiServer.WatchEnd.CLEAN);
        } else if (plan.bookmarks() && age % hub.bookmarkSeconds() == 0) {
            bookmarkDue = true;
            wake();
        }
    }

    /** Something may be there to read. Cheap, and called under the store's lock. */
    void wake() {
        if (!ended && awake.compareAndSet(false, true)) {
            context.runOnContext(nothing -> {
                awake.set(false);
                send();
            });
        }
    }

    void end(KubeApiServer.WatchEnd how) {
        context.runOnContext(nothing -> {
            if (close()) {
                sink.end(how);
            }
        });
    }

    /** Forgets the watch; false when that was done before. */
    boolean close() {
        if (ended) {
            return false;
        }
        ended = true;
        hub.remove(this);
        return true;
    }

    private void send() {
        while (!ended && !sink.full()) {
            if (!sendNext()) {
                return;
            }
        }
        if (!ended) {
            sink.whenDrained(this::wake);
        }
    }

    /** False when there is nothing more for now. */
    private boolean sendNext() {
        if (initial.hasNext()) {
            var object = initial.next();
            if (plan.selection().matches(object)) {
                write("ADDED", plan.shape().event(object));
            }
            return true;
        }
        if (!initialDone) {
            initialDone = true;
            if (plan.markInitialEnd()) {
                write("BOOKMARK", plan.shape().bookmark(position, Representation.Bookmark.INITIAL_END));
            }
        }
        var found = hub.changes(plan.resource(), position, BATCH);
        if (found.isEmpty()) {
            sendGone();
            return false;
        }
        found.get().changes().forEach(this::sendChange);
        position = found.get().position();
        if (found.get().changes().isEmpty() && bookmarkDue) {
            bookmarkDue = false;
            write("BOOKMARK", plan.shape().bookmark(position, Representation.Bookmark.PERIODIC));
        }
        return !found.get().changes().isEmpty();
    }

    private void sendGone() {
        if (close()) {
            // As the watch cache does with a watcher that cannot keep up: the stream ends, and the client resumes.
            sink.end(KubeApiServer.WatchEnd.CLEAN);
        }
    }

    private void sendChange(ObjectChange change) {
        var selection = plan.selection();
        var before = change.before();
        var was = before != null && selection.matches(before);
        var is = change.kind() != ObjectChange.Kind.DELETED && selection.matches(change.after());
        if (is) {
            write(was ? "MODIFIED" : "ADDED", plan.shape().event(change.after()));
        } else if (was && before != null) {
            write("DELETED", plan.shape().event(last(before, change.resourceVersion())));
        }
    }

    private static StoredObject last(StoredObject before, long revision) {
        return new StoredObject(
                before.key(),
                before.uid(),
                revision,
                before.generation(),
                before.createdAt(),
                before.labels(),
                before.source());
    }

    private void write(String type, byte[] object) {
        sink.write(frame(type, object));
    }

    static Buffer frame(String type, byte[] object) {
        return Buffer.buffer(object.length + 40)
                .appendString("{\"type\":\"")
                .appendString(type)
                .appendString("\",\"object\":")
                .appendBytes(object)
                .appendString("}\n");
    }

    static Buffer error(ObjectNode status) {
        return frame("ERROR", Json.bytes(status));
    }

    /** For messages about this watch. */
    @Override
    public String toString() {
        return "watch of " + plan.resource() + " at " + position;
    }
}
