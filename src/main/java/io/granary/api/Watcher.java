// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.Rendering.Headings;
import io.granary.api.core.Accepted.Form;
import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.RowEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** One open watch, after its beginning. All but the callbacks of its response run on the hub's thread. */
final class Watcher {
    private final HttpServerResponse response;
    private final Terms terms;
    private final Place place;
    private final AtomicInteger unsent = new AtomicInteger();
    private volatile long tookAt;
    private boolean cut;
    private volatile boolean closed;
    private long position;
    private Headings headings = Headings.SHOWN;

    /**
     * What was asked for.
     *
     * @param deadline in milliseconds since 1970
     * @param stillSees whether the client may go on; may block
     */
    record Terms(Rendering rendering, Filter filter, boolean bookmarks, long deadline, BooleanSupplier stillSees) {}

    /** Where a watcher stands among all: its turn, and the memory and the time that they share. */
    record Place(Turns.Turn turn, Outlet outlet, Clock clock) {}

    Watcher(HttpServerRequest request, Terms terms, Place place, long position) {
        this.response = request.response();
        this.terms = terms;
        this.place = place;
        this.position = position;
        response.closeHandler(gone -> closed = true);
        response.exceptionHandler(gone -> closed = true);
    }

    Terms terms() {
        return terms;
    }

    /** All changes up to here have been told. */
    long position() {
        return position;
    }

    boolean isClosed() {
        return closed || response.ended() || response.closed();
    }

    void columnsTold(Headings next) {
        headings = next;
    }

    /** Tells those of the changes that the client selects and has not been told. */
    void tell(List<RowEvent> events, long through, EventLines lines) {
        var burst = Buffer.buffer();
        for (var event : events) {
            if (event.sequence() > position) {
                event.seenThrough(terms.filter()).ifPresent(seen -> append(burst, seen, lines));
            }
        }
        position = Math.max(position, through);
        write(burst);
    }

    private void append(Buffer burst, RowEvent.Seen seen, EventLines lines) {
        burst.appendBytes(lines.line(seen, terms.rendering(), headings));
        if (terms.rendering().accepted().form() == Form.TABLE) {
            headings = Headings.LEFT_OUT;
        }
    }

    void bookmark() {
        write(Buffer.buffer(bookmark(terms.rendering(), position, false)));
    }

    static byte[] bookmark(Rendering rendering, long revision, boolean endsInitialEvents) {
        return Rendering.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", "BOOKMARK");
            json.writeFieldName("object");
            rendering.bookmark(json, revision, endsInitialEvents);
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    private void write(Buffer burst) {
        var size = burst.length();
        if (size == 0 || isClosed()) {
            return;
        }
        if (unsent.getAndAdd(size) == 0) {
            tookAt = place.clock().millis();
        }
        place.outlet().backlog(size);
        response.write(burst).onComplete(done -> {
            taken(size);
            if (done.failed()) {
                closed = true;
            }
        });
    }

    private synchronized void taken(int size) {
        if (!cut) {
            unsent.addAndGet(-size);
            place.outlet().backlog(-size);
            tookAt = place.clock().millis();
        }
    }

    /** Bytes that the client has yet to take. */
    int unsent() {
        return unsent.get();
    }

    /** For how many milliseconds the client has taken nothing of what waits for it; 0 where nothing waits. */
    long stalledFor() {
        return unsent.get() == 0 ? 0 : place.clock().millis() - tookAt;
    }

    /** Gives its turn back; once it is closed. */
    void leave() {
        place.turn().close();
    }

    /** Ends as a watch ends in peace: the client resumes where it was. */
    void end() {
        if (!isClosed()) {
            response.end();
        }
        closed = true;
    }

    /** Ends with the reason as the last event. */
    void fail(StatusProblem problem) {
        write(Buffer.buffer(StatusJson.errorEvent(problem)));
        end();
    }

    /** Cuts the connection: the client does not keep up. */
    void cut() {
        synchronized (this) {
            cut = true;
            place.outlet().backlog(-unsent.getAndSet(0));
        }
        response.reset();
        closed = true;
    }
}
