// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Gives what a server decides at a creation: uid, time, generated names. */
final class Stamps {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private final Clock clock;
    private final RandomGenerator random;

    Stamps(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    long seconds() {
        return clock.instant().getEpochSecond();
    }

    String now() {
        return Metadata.time(seconds());
    }

    synchronized String uid() {
        var high = random.nextLong() & ~0xf000L | 0x4000L;
        var low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** As {@code names.SimpleNameGenerator}: five characters that make no words. */
    synchronized String nameFrom(String prefix) {
        var name = new StringBuilder(prefix.length() > 58 ? prefix.substring(0, 58) : prefix);
        for (var i = 0; i < 5; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    synchronized int between(int from, int to) {
        return random.nextInt(from, to);
    }

    /** What {@code create} gives every object, whatever the client sent. */
    void onCreate(com.fasterxml.jackson.databind.node.ObjectNode object) {
        var meta = Metadata.of(object);
        if (meta.name().isEmpty() && !meta.text("generateName").isEmpty()) {
            meta.node().put("name", nameFrom(meta.text("generateName")));
        }
        meta.node().put("uid", uid());
        meta.node().put("creationTimestamp", now());
        meta.node()
                .remove(java.util.List.of(
                        "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
        meta.generation(1);
    }
}
