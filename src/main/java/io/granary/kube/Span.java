// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that is traced (a span of OpenTelemetry). Calls through a door that are made within it become spans
 * below it, and carry its context to the server in the header {@code traceparent} (W3C Trace Context 1).
 */
public final class Span {
    private static final ScopedValue<Span> CURRENT = ScopedValue.newInstance();

    /** What kind of work, by its number in OTLP. */
    enum Kind {
        INTERNAL(1),
        SERVER(2),
        CLIENT(3);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /**
     * What tells one span from another.
     *
     * @param trace 32 hexadecimal digits
     * @param id 16 hexadecimal digits
     * @param parent 16, or the empty string for the first of a trace
     */
    record Identity(String trace, String id, String parent) {}

    final String name;
    final Kind kind;
    final Identity identity;
    final Instant began;
    final Map<String, String> attributes = new ConcurrentHashMap<>();
    private final Spans spans;
    private final AtomicBoolean ended = new AtomicBoolean();

    Span(String name, Kind kind, Identity identity, Spans spans) {
        this.name = name;
        this.kind = kind;
        this.identity = identity;
        this.spans = spans;
        this.began = spans.now();
    }

    static @Nullable Span current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** What is done within it, on this thread. */
    public <T> T around(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /** Says something of it; never a secret, nor the name of a virtual machine. */
    public Span with(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    Span child(String childName) {
        return new Span(childName, Kind.CLIENT, spans.below(identity.trace(), identity.id()), spans);
    }

    String traceparent() {
        return "00-" + identity.trace() + "-" + identity.id() + "-01";
    }

    /** It is over; a second end says nothing. */
    public void end(Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            spans.ended(this, outcome);
        }
    }

    /** How it went. */
    public enum Outcome {
        WELL,
        FAILED
    }
}
