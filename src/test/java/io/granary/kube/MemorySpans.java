// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is traced. */
public final class MemorySpans implements Spans.Receiver {
    final List<Span> ended = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    public Spans spans() {
        return new Spans(this, 1, new Random(1), Clock.systemUTC());
    }

    /** Each with its name, its attributes and how it went. */
    public List<String> told() {
        return told;
    }

    /** The trace of each. */
    public List<String> traces() {
        return ended.stream().map(span -> span.identity.trace()).toList();
    }

    @Override
    public void ended(Span span, Instant end, Span.Outcome outcome) {
        ended.add(span);
        told.add(span.name + " " + new TreeMap<>(span.attributes) + " " + outcome);
    }
}
