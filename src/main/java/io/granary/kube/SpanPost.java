// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends spans to a collector of OpenTelemetry, as JSON of OTLP/HTTP 1.x, once a second. Whoever hands one in never
 * waits: beyond {@link #WAITING} they are dropped, and so is what the collector does not take. Traces are a sample.
 */
final class SpanPost implements Spans.Receiver, AutoCloseable {
    static final int WAITING = 4096;

    private static final Logger LOG = Logger.getLogger(SpanPost.class);
    private static final int MOST_AT_ONCE = 512;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int FAILED = 2;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Collector collector;
    private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sender;
    private boolean failing;

    /** Takes a body and answers with an HTTP status. */
    @FunctionalInterface
    interface Collector {
        int take(byte[] body) throws IOException;
    }

    SpanPost(Collector collector) {
        this.collector = collector;
        this.sender = Thread.ofVirtual().name("traces").start(this::send);
    }

    @Override
    public void ended(Span span, Instant end, Span.Outcome outcome) {
        waiting.offer(json(span, end, outcome));
    }

    private void send() {
        try {
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                var batch = new ArrayList<>(List.of(waiting.take()));
                waiting.drainTo(batch, MOST_AT_ONCE - 1);
                post(batch);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(List<ObjectNode> batch) {
        try {
            int status = collector.take(body(batch));
            told(status < 300 ? "" : "it answers " + status);
        } catch (IOException silent) {
            told(String.valueOf(silent.getMessage()));
        }
    }

    private void told(String trouble) {
        if (!trouble.isEmpty() && !failing) {
            LOG.warnf("The collector does not take traces, which are lost: %s", trouble);
        }
        failing = !trouble.isEmpty();
    }

    private static byte[] body(List<ObjectNode> batch) {
        var body = JSON.objectNode();
        var resource = body.putArray("resourceSpans").addObject();
        attribute(resource.putObject("resource").putArray("attributes").addObject(), "service.name", "granary");
        var scope = resource.putArray("scopeSpans").addObject();
        scope.putObject("scope").put("name", "io.granary");
        scope.putArray("spans").addAll(batch);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode json(Span span, Instant end, Span.Outcome outcome) {
        var json = JSON.objectNode()
                .put("traceId", span.identity.trace())
                .put("spanId", span.identity.id())
                .put("parentSpanId", span.identity.parent())
                .put("name", span.name)
                .put("kind", span.kind.number)
                .put("startTimeUnixNano", nanos(span.began))
                .put("endTimeUnixNano", nanos(end));
        var attributes = json.putArray("attributes");
        span.attributes.forEach((key, value) -> attribute(attributes.addObject(), key, value));
        json.putObject("status").put("code", outcome == Span.Outcome.FAILED ? FAILED : 0);
        return json;
    }

    private static void attribute(ObjectNode into, String key, String value) {
        into.put("key", key).putObject("value").put("stringValue", value);
    }

    private static String nanos(Instant at) {
        return Long.toString(TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano());
    }

    @Override
    public void close() {
        closed.countDown();
        sender.interrupt();
    }
}
