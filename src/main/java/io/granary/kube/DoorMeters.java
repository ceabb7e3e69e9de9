// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What goes through all doors, counted together: a label per site would let a fleet fill the metrics store. */
final class DoorMeters {
    private final MeterRegistry registry;
    private final Counter sent;
    private final Counter answered;
    private final Counter cancelled;
    private final Counter bytes;
    private final Counter opened;
    private final Map<ApiProblem.Kind, Counter> problems = new EnumMap<>(ApiProblem.Kind.class);
    private final AtomicLong buffered = new AtomicLong();

    DoorMeters(MeterRegistry registry, Slots opening, Slots streams) {
        this.registry = registry;
        sent = Counter.builder("granary.door.requests")
                .description("Requests sent to API servers")
                .register(registry);
        answered = Counter.builder("granary.door.answers")
                .description("Replies read to their end")
                .register(registry);
        cancelled = Counter.builder("granary.door.cancelled")
                .description("Requests given up by the hub")
                .register(registry);
        bytes = Counter.builder("granary.door.received")
                .baseUnit("bytes")
                .description("Body bytes received from API servers")
                .register(registry);
        opened = Counter.builder("granary.door.breaker.opened")
                .description("Times that a site's circuit breaker opened")
                .register(registry);
        for (var kind : ApiProblem.Kind.values()) {
            var label = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            problems.put(
                    kind,
                    Counter.builder("granary.door.problems")
                            .tag("kind", label)
                            .description("Requests without a usable answer")
                            .register(registry));
        }
        publish(opening, streams);
    }

    private void publish(Slots opening, Slots streams) {
        Gauge.builder("granary.door.opening", opening, Slots::taken)
                .description("Requests whose answer has not begun")
                .register(registry);
        Gauge.builder("granary.door.opening.waiting", opening, Slots::waiting)
                .description("Requests that wait because all sites together have too many in flight")
                .register(registry);
        Gauge.builder("granary.door.streams", streams, Slots::taken)
                .description("Streams open to API servers")
                .register(registry);
        Gauge.builder("granary.door.buffered", buffered, AtomicLong::get)
                .baseUnit("bytes")
                .description("Bytes of replies that are being read whole")
                .register(registry);
    }

    /** A request that may change something at a site. */
    void wrote(String method, boolean done) {
        Counter.builder("granary.audit.writes")
                .tag("verb", method.toLowerCase(Locale.ROOT))
                .tag("result", done ? "ok" : "failed")
                .description("Requests that may have changed something at a site, each with a line in the audit log")
                .register(registry)
                .increment();
    }

    void sent() {
        sent.increment();
    }

    void received(int count) {
        bytes.increment(count);
    }

    void breakerOpened() {
        opened.increment();
    }

    void cancelled() {
        cancelled.increment();
    }

    void ended(@Nullable ApiProblem problem) {
        if (problem == null) {
            answered.increment();
        } else {
            problem(problem.kind());
        }
    }

    void problem(ApiProblem.Kind kind) {
        var counter = problems.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Takes or gives back memory for whole replies; the sum afterwards. */
    long buffer(long count) {
        return buffered.addAndGet(count);
    }
}
