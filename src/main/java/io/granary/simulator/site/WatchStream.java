// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.site.Shelf.Event;
import io.granary.simulator.site.Shelf.Op;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One open watch: events as JSON lines, bookmarks, an end. Events come from any thread and leave in order on the event
 * loop of the connection. A reader that stays too far behind loses the watch, as with the real server.
 */
final class WatchStream implements Shelf.Watcher {
    private static final int MAX_BEHIND = 4_096;

    private final Vertx vertx;
    private final Context context;
    private final HttpServerResponse response;
    private final ResourceKind kind;
    private final Predicate<Entry> wanted;
    private final AtomicInteger behind = new AtomicInteger();
    private volatile boolean closed;

    WatchStream(Vertx vertx, HttpServerResponse response, ResourceKind kind, Predicate<Entry> wanted) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.response = response;
        this.kind = kind;
        this.wanted = wanted;
    }

    /** Sends the header; called on the event loop. */
    void open(Runnable whenClosed) {
        response.setChunked(true)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private");
        response.closeHandler(nothing -> {
            closed = true;
            whenClosed.run();
        });
        response.exceptionHandler(failure -> closed = true);
        response.writeHead();
    }

    /** A bookmark each period, and an end after the timeout; milliseconds. */
    void keep(Shelf shelf, long bookmarkEvery, long timeout) {
        if (bookmarkEvery > 0) {
            vertx.setPeriodic(bookmarkEvery, timer -> {
                if (closed) {
                    vertx.cancelTimer(timer);
                } else {
                    bookmark(shelf.resourceVersion(), false);
                }
            });
        }
        if (timeout > 0) {
            vertx.setTimer(timeout, timer -> cut());
        }
    }

    @Override
    public void event(Event event) {
        if (wanted.test(event.entry())) {
            if (behind.incrementAndGet() > MAX_BEHIND) {
                cut();
            } else {
                send(() -> line(event.op(), event.entry().json()));
            }
        }
    }

    void initial(Entry entry) {
        send(() -> line(Op.ADDED, entry.json()));
    }

    void bookmark(long resourceVersion, boolean endOfInitialEvents) {
        var annotations = endOfInitialEvents ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        var text = ("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"%s\",\"apiVersion\":\"%s\","
                        + "\"metadata\":{\"resourceVersion\":\"%d\",\"creationTimestamp\":null%s}}}\n")
                .formatted(kind.kind(), kind.groupVersion(), resourceVersion, annotations);
        send(() -> Buffer.buffer(text));
    }

    /** The error that a watch from a forgotten resourceVersion gets, as an event. */
    void error(String statusJson) {
        send(() -> Buffer.buffer("{\"type\":\"ERROR\",\"object\":" + statusJson + "}\n"));
        end();
    }

    void end() {
        context.runOnContext(nothing -> {
            if (!closed && !response.ended()) {
                closed = true;
                response.end();
            }
        });
    }

    @Override
    public void cut() {
        end();
    }

    private void send(Supplier<Buffer> text) {
        context.runOnContext(nothing -> {
            behind.updateAndGet(count -> Math.max(0, count - 1));
            if (!closed && !response.ended() && !response.closed()) {
                response.write(text.get());
            }
        });
    }

    private static Buffer line(Op op, byte[] object) {
        return Buffer.buffer(object.length + 40)
                .appendBytes(("{\"type\":\"" + op + "\",\"object\":").getBytes(StandardCharsets.UTF_8))
                .appendBytes(object)
                .appendString("}\n");
    }
}
