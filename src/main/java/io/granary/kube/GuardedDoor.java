// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The door to one API server: its share of the slots, its breaker, and its path within an {@link ApiOrigin}. */
final class GuardedDoor implements ApiDoor {
    private final String name;
    private final String prefix;
    private final ApiOrigin origin;
    private final Breaker breaker;
    private final Slots requests;
    private final Slots streams;
    private final Context context;
    private final DoorLimits.Site share;
    private volatile @Nullable String refused;

    GuardedDoor(String name, String prefix, ApiOrigin origin, DoorLimits.Site share) {
        var patience = origin.doors().limits().patience();
        this.name = name;
        this.prefix = prefix;
        this.origin = origin;
        this.share = share;
        this.context = origin.doors().context();
        this.breaker = new Breaker(patience.failures(), patience.openFor(), nanos());
        this.requests = new Slots(share.requests(), share.waiting());
        this.streams = new Slots(share.streams(), 0);
    }

    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        var work = Span.current();
        if (work == null) {
            return sent(call);
        }
        var span = work.child(call.method() + " " + PathForm.of(call.path()))
                .with("http.request.method", call.method())
                .with("granary.server", name);
        return sent(call.with("traceparent", span.traceparent())).whenComplete((reply, failure) -> {
            var failed = reply == null || reply.status() >= 500;
            span.with("http.response.status_code", reply == null ? "none" : Integer.toString(reply.status()))
                    .end(failed ? Span.Outcome.FAILED : Span.Outcome.WELL);
        });
    }

    private CompletionStage<ApiReply> sent(ApiCall call) {
        var whole = new WholeReply(meters(), limits().fleet().bufferedBytes());
        var exchange = new Exchange(this, call, whole, context);
        whole.onCancel(exchange::cancel);
        exchange.begin(requests, origin.doors().opening());
        return whole.reply();
    }

    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        var exchange = new Exchange(this, call, new Relay(reader), context);
        exchange.begin(streams, origin.doors().streams(), origin.doors().opening());
        return exchange;
    }

    @Override
    public Duration heldFor() {
        forgetRefusal();
        return breaker.heldFor();
    }

    /** The server answered 401 to this signature. */
    void refused(@Nullable String signature) {
        refused = signature;
        credentials().refused(signature);
    }

    /** What was refused says nothing of a token that came after: the next request may go at once. */
    private void forgetRefusal() {
        var last = refused;
        if (last != null && !last.equals(credentials().authorization())) {
            refused = null;
            breaker.recovered();
        }
    }

    @Override
    public void recovered() {
        breaker.recovered();
    }

    @Override
    public @Nullable Instant certificateExpires() {
        return origin.certificateExpires();
    }

    Duration longestWait() {
        return share.longestWait();
    }

    String name() {
        return name;
    }

    Breaker breaker() {
        return breaker;
    }

    DoorLimits limits() {
        return origin.doors().limits();
    }

    DoorMeters meters() {
        return origin.doors().meters();
    }

    LongSupplier nanos() {
        return origin.doors().nanos();
    }

    Vertx vertx() {
        return origin.doors().vertx();
    }

    Credentials credentials() {
        return origin.credentials();
    }

    Future<HttpClientRequest> request(ApiCall call, @Nullable String signature) {
        return origin.request(call, prefix + call.path(), signature);
    }

    ApiProblem held(Duration wait) {
        var seconds = Math.max(1, wait.toSeconds());
        return breaker.isOpen()
                ? new ApiProblem(
                        ApiProblem.Kind.NOT_SENT,
                        name + " failed several times in a row; the next try is in " + seconds + " s")
                : new ApiProblem(ApiProblem.Kind.THROTTLED, name + " asked for " + seconds + " s without requests");
    }

    /** The answer has begun: it no longer counts as opening. A stream that began has proved that the site is there. */
    void headCame(Exchange exchange, ReplyHead head) {
        exchange.release(origin.doors().opening());
        if (head.isSuccess()) {
            breaker.succeeded();
        }
    }

    /**
     * Tells the breaker how a request went.
     *
     * @param era of the breaker when it was sent: Rancher lets a request to a dead agent wait for half a minute, and
     *     its failure must not shut out a site that is back meanwhile
     */
    void judge(int era, @Nullable ReplyHead head, @Nullable ApiProblem problem, String firstWords) {
        if (era != breaker.era()) {
            return;
        }
        var before = breaker.isOpen();
        if (problem != null) {
            if (problem.kind() == ApiProblem.Kind.NOT_SENT) {
                breaker.abandoned();
            } else {
                breaker.failed();
            }
        } else if (head == null) {
            breaker.abandoned();
        } else if (head.asksForQuiet()) {
            breaker.holdOff(RetryAfter.of(head.retryAfter(), head.date(), limits().patience()));
        } else if (head.status() >= 500 && firstWords.contains("cluster agent disconnected")) {
            breaker.away();
        } else if (head.status() >= 500 || head.status() == 401) {
            breaker.failed();
        } else {
            breaker.succeeded();
        }
        if (!before && breaker.isOpen()) {
            meters().breakerOpened();
        }
    }
}
