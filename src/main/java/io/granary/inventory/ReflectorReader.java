// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.BrokenJson;
import io.granary.inventory.core.Change;
import io.granary.inventory.core.EventProjection;
import io.granary.inventory.core.EventProjection.Shape;
import io.granary.inventory.core.EventProjection.WatchEvent;
import io.granary.inventory.core.ItemFrames;
import io.granary.inventory.core.JsonFrames;
import io.granary.inventory.core.LineFrames;
import io.granary.inventory.core.PageProjection;
import io.granary.inventory.core.ReflectorFault;
import io.granary.inventory.core.RejectedData;
import io.granary.inventory.core.ScalarProjection;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one reply, a page or a watch, and tells the reflector what it says. The bytes come on one event loop;
 * {@link #drop} from another.
 */
final class ReflectorReader implements ApiStream.Reader {
    /** One object, as the API server itself bounds it. */
    static final int LONGEST_OBJECT = 3 << 20;

    private static final int BATCH = 256;
    private static final int MOST_DROPPED = 1_000;
    private static final int MOST_OBJECTS = 200_000;
    /** What one watch may send in a second before it has to wait. */
    private static final long BYTES_PER_SECOND = 8L << 20;

    /** What is being read. */
    enum Mode {
        PAGE,
        STREAMED_LIST,
        WATCH
    }

    private final Reflector reflector;
    private final Shape shape;
    private final ReflectorMeters meters;
    private final JsonFrames frames;
    private Mode mode;
    private List<Change> batch = new ArrayList<>();
    private String version = "";
    private @Nullable ReflectorProof expected;
    private @Nullable ReflectorProof last;
    private long lastVersion;
    private int objects;
    private int dropped;
    private boolean done;
    private final ReflectorRefusal refusal = new ReflectorRefusal();
    private long second;
    private long bytesInSecond;

    /** Reads a list. */
    ReflectorReader(Reflector reflector, Shape shape, Mode mode, ReflectorMeters meters) {
        this.reflector = reflector;
        this.shape = shape;
        this.mode = mode;
        this.meters = meters;
        this.frames = mode == Mode.PAGE
                ? new ItemFrames(LONGEST_OBJECT, meters, this::item)
                : new LineFrames(LONGEST_OBJECT, meters, this::line);
    }

    /**
     * Reads a watch.
     *
     * @param from the resource version it resumes from
     * @param expected what it must begin with; null for anything
     */
    ReflectorReader(
            Reflector reflector, Shape shape, String from, @Nullable ReflectorProof expected, ReflectorMeters meters) {
        this(reflector, shape, Mode.WATCH, meters);
        this.lastVersion = ScalarProjection.version(from);
        this.expected = expected;
    }

    @Override
    public synchronized void head(int status, String contentType) {
        refusal.head(status);
        if (refusal.isSuccess() && mode == Mode.WATCH && expected == null) {
            reflector.opened(this);
        }
    }

    @Override
    public synchronized void data(byte[] bytes, int offset, int length) {
        if (done) {
            return;
        }
        if (!refusal.isSuccess()) {
            refusal.add(bytes, offset, length);
            return;
        }
        try {
            frames.feed(bytes, offset, length);
            flush();
            slowDown(length);
            dropIfDone();
        } catch (RejectedData | BrokenJson bad) {
            give(ReflectorFault.REJECTED, bad.getMessage());
        }
    }

    @Override
    public synchronized void end() {
        if (done) {
            return;
        }
        if (!refusal.isSuccess()) {
            give(refusal.fault(mode), "");
            return;
        }
        try {
            frames.end();
            if (mode == Mode.PAGE) {
                endPage(((ItemFrames) frames).envelope());
            } else {
                done = true;
                reflector.ended(this);
            }
        } catch (RejectedData | BrokenJson bad) {
            give(mode == Mode.PAGE ? ReflectorFault.REJECTED : ReflectorFault.UNREACHABLE, bad.getMessage());
        }
    }

    @Override
    public synchronized void failed(ApiProblem problem) {
        if (!done) {
            give(ReflectorRefusal.fault(problem.kind()), problem.message());
        }
    }

    /** Nothing of this reply counts any more. */
    synchronized void drop() {
        done = true;
        frames.drop();
    }

    private void dropIfDone() {
        if (done) {
            frames.drop();
        }
    }

    private void endPage(byte[] envelope) {
        var page = PageProjection.read(envelope, shape.kind());
        deliver();
        done = true;
        reflector.pageEnd(this, page, objects);
    }

    private void item(byte[] bytes, int offset, int length) {
        objects++;
        try {
            batch.add(EventProjection.item(shape, bytes, offset, length));
        } catch (RejectedData bad) {
            dropped(bad);
        }
    }

    private void line(byte[] bytes, int offset, int length) {
        if (done) {
            return;
        }
        try {
            event(EventProjection.event(shape, bytes, offset, length), ReflectorProof.sum(bytes, offset, length));
        } catch (RejectedData bad) {
            dropped(bad);
        }
    }

    private void event(WatchEvent event, long sum) {
        switch (event) {
            case EventProjection.Changed changed -> changed(changed, sum);
            case EventProjection.Bookmark bookmark -> bookmark(bookmark);
            case EventProjection.Failed failed -> {
                deliver();
                give(ReflectorRefusal.fault(failed.code()), "");
            }
            case EventProjection.Unknown ignored -> dropped(new RejectedData("a watch event is of no known type"));
        }
    }

    private void changed(EventProjection.Changed changed, long sum) {
        var proof = ReflectorProof.of(changed, sum);
        if (expected != null) {
            prove(proof);
            return;
        }
        objects++;
        batch.add(changed.change());
        last = proof;
        passed(changed.version());
    }

    private void prove(@Nullable ReflectorProof proof) {
        if (proof != null && proof.equals(expected)) {
            expected = null;
            last = proof;
            lastVersion = ScalarProjection.version(proof.version());
            reflector.opened(this);
        } else {
            give(ReflectorFault.BACKWARDS, "");
        }
    }

    private void bookmark(EventProjection.Bookmark bookmark) {
        if (expected != null) {
            prove(null);
            return;
        }
        if (mode == Mode.STREAMED_LIST && bookmark.initialEnd()) {
            deliver();
            last = null;
            mode = Mode.WATCH;
            lastVersion = ScalarProjection.version(bookmark.version());
            reflector.initialEnd(this, bookmark.version());
        } else {
            passed(bookmark.version());
        }
    }

    /** Initial events come in any order; after them, versions only grow. */
    private void passed(String reached) {
        if (mode != Mode.WATCH) {
            if (objects > MOST_OBJECTS) {
                throw new BrokenJson("a list has more than " + MOST_OBJECTS + " objects");
            }
            return;
        }
        var now = ScalarProjection.version(reached);
        if (now < lastVersion) {
            deliver();
            give(ReflectorFault.BACKWARDS, "");
            return;
        }
        lastVersion = now;
        version = reached;
    }

    private void dropped(RejectedData bad) {
        meters.dropped.increment();
        reflector.dropped(this, bad.getMessage());
        if (++dropped > MOST_DROPPED) {
            throw new BrokenJson("more than " + MOST_DROPPED + " objects of one reply are unusable");
        }
    }

    private void flush() {
        if (!done && (mode == Mode.WATCH || batch.size() >= BATCH)) {
            deliver();
        }
    }

    private void deliver() {
        if (batch.isEmpty() && version.isEmpty()) {
            return;
        }
        var full = batch;
        var reached = version;
        batch = new ArrayList<>();
        version = "";
        meters.objects.add(full.size());
        reflector.deliver(this, full, reached, last);
    }

    private void slowDown(int length) {
        if (done || mode != Mode.WATCH) {
            return;
        }
        var now = reflector.nanos() >>> 30;
        bytesInSecond = now == second ? bytesInSecond + length : length;
        second = now;
        if (bytesInSecond > BYTES_PER_SECOND) {
            bytesInSecond = 0;
            meters.paused.increment();
            reflector.rest(this);
        }
    }

    private void give(ReflectorFault fault, @Nullable String words) {
        drop();
        reflector.failed(this, fault, words == null ? "" : words);
    }
}
