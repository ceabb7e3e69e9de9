// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes Events ({@code v1}) on the objects that people look at, with a word for each change of a condition. A thousand
 * sites that go away at once must not cost the API server a thousand writes: ten a second are written, of those that
 * wait beyond five hundred the newest are dropped, and the same word of the same object is told once in ten minutes.
 */
final class EventQueue implements EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventQueue.class);
    private static final int MOST_WAITING = 500;
    private static final int MOST_REMEMBERED = 5_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration TOLD_ONCE_IN = Duration.ofMinutes(10);
    private static final String HEADER = "application/json";

    private final ApiDoor door;
    private final Clock clock;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<String, Instant> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer;
    private long number;
    private long dropped;

    private record Waiting(String namespace, Map<String, Object> event) {}

    /** @param door of the cluster of the objects */
    EventQueue(ApiDoor door, Clock clock) {
        this.door = door;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("events").start(this::write);
    }

    @Override
    public synchronized void changed(HubObject<?, ?> before, HubObject<?, ?> after) {
        var was = before.status();
        var is = after.status();
        if (was == null || is == null) {
            return;
        }
        for (var news : ObjectNews.between(was, is)) {
            var now = clock.instant();
            var key = after.kind()
                    + '/'
                    + after.metadata().namespace()
                    + '/'
                    + after.metadata().name()
                    + '/'
                    + news.word();
            var last = told.get(key);
            if (last == null || last.plus(TOLD_ONCE_IN).isBefore(now)) {
                told.remove(key);
                told.put(key, now);
                var event = event(before, after, news, now.truncatedTo(ChronoUnit.SECONDS));
                if (!waiting.offer(new Waiting(after.metadata().namespace(), event))) {
                    dropped++;
                }
            }
        }
    }

    /** Events that were not written, because too many waited. */
    synchronized long dropped() {
        return dropped;
    }

    private Map<String, Object> event(HubObject<?, ?> before, HubObject<?, ?> after, ObjectNews news, Instant now) {
        var meta = after.metadata();
        var involved = new LinkedHashMap<String, Object>(Map.of(
                "apiVersion", after.apiVersion(),
                "kind", after.kind(),
                "namespace", meta.namespace(),
                "name", meta.name()));
        var uid =
                before.metadata().uid() == null ? meta.uid() : before.metadata().uid();
        if (uid != null) {
            involved.put("uid", uid);
        }
        var event = new LinkedHashMap<String, Object>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", Map.of("namespace", meta.namespace(), "name", name(meta.name(), now)));
        event.put("involvedObject", involved);
        event.put("type", news.isWarning() ? "Warning" : "Normal");
        event.put("reason", news.reason());
        event.put("message", news.note());
        event.put("firstTimestamp", now.toString());
        event.put("lastTimestamp", now.toString());
        event.put("count", 1);
        event.put("source", Map.of("component", "granary"));
        return event;
    }

    /** As client-go names them: the object's name, and something that grows. */
    private String name(String object, Instant now) {
        number++;
        var end = '.' + Long.toHexString(now.getEpochSecond() * 1_000_000 + number % 1_000_000);
        return object.substring(0, Math.min(object.length(), 253 - end.length())) + end;
    }

    private void write() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                tell(waiting.take());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Waiting next) {
        var path = "/api/v1/namespaces/" + next.namespace() + "/events";
        var headers = Map.of("accept", HEADER, "content-type", HEADER);
        try {
            var reply = door.await(new ApiCall("POST", path, headers, Wire.write(next.event()), Budget.OBJECT));
            if (reply.status() >= 300) {
                LOG.debugf("An Event was refused: %s", ApiProblem.of(reply).message());
            }
        } catch (ApiProblem.Failure unsent) {
            LOG.debugf("An Event was not written: %s", unsent.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        writer.interrupt();
    }
}
