// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators see of the extension API. No name of an object or a user is ever a label. */
final class ApiMeters {
    private final MeterRegistry registry;
    private final AtomicInteger watches;
    private final Counter slow;

    ApiMeters(MeterRegistry registry) {
        this.registry = registry;
        this.watches = new AtomicInteger();
        Gauge.builder("granary.api.watches", watches, AtomicInteger::get)
                .description("Watches that clients have open")
                .register(registry);
        this.slow = Counter.builder("granary.api.watches.closed.slow")
                .description("Watches closed because their client did not keep up")
                .register(registry);
    }

    void count(HttpServerRequest request) {
        var method = switch (request.method().name()) {
            case "GET", "POST" -> request.method().name();
            case String ignored -> "other";
        };
        Counter.builder("granary.api.requests")
                .tag("method", method)
                .description("Requests of clients")
                .register(registry)
                .increment();
    }

    void refused(StatusProblem problem) {
        Counter.builder("granary.api.refusals")
                .tag("reason", problem.reason())
                .description("Requests that were refused, by the reason that the client was told")
                .register(registry)
                .increment();
    }

    /** The number of open watches; whoever opens or ends one says so here. */
    AtomicInteger watches() {
        return watches;
    }

    void slowWatcher() {
        slow.increment();
    }
}
