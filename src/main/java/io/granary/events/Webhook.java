// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Posts letters one after the other, in order, on one virtual thread. Who hands one in never waits: beyond
 * {@link #WAITING} the newest are dropped. One that is refused for good (4xx) is dropped at once, one that may be taken
 * later (no answer, 408, 425, 429, 5xx) after so many attempts. A receiver that says it is gone (410) gets nothing
 * more, as the HTTP webhooks of CloudEvents ask. Whatever is dropped is counted.
 */
final class Webhook implements AutoCloseable {
    /** Letters that may wait. */
    static final int WAITING = 4096;

    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int GONE = 410;
    /** Too slow, too early, too many. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private final Receiver receiver;
    private final Patience patience;
    private final Counter dropped;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sender;
    private volatile boolean gone;
    private boolean failing;

    /** Takes one letter and answers with an HTTP status. */
    @FunctionalInterface
    interface Receiver {
        int take(byte[] letter) throws IOException;
    }

    /**
     * @param attempts for one letter, 1 or more
     * @param first the pause after the first, doubled after each
     */
    record Patience(int attempts, Duration first) {}

    Webhook(Receiver receiver, Patience patience, Counter dropped) {
        this.receiver = receiver;
        this.patience = patience;
        this.dropped = dropped;
        this.sender = Thread.ofVirtual().name("webhook").start(this::send);
    }

    void offer(byte[] letter) {
        if (gone || !waiting.offer(letter)) {
            dropped.increment();
        }
    }

    private void send() {
        try {
            while (!gone) {
                deliver(waiting.take());
            }
            dropped.increment(waiting.size());
            waiting.clear();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** What became of a letter. */
    private enum Fate {
        TAKEN,
        LATER,
        NEVER
    }

    private void deliver(byte[] letter) throws InterruptedException {
        var fate = attempt(letter);
        for (int attempts = 1; fate == Fate.LATER && attempts < patience.attempts(); attempts++) {
            var ended = closed.await(pause(attempts).toMillis(), TimeUnit.MILLISECONDS);
            fate = ended ? Fate.NEVER : attempt(letter);
        }
        if (fate != Fate.TAKEN) {
            dropped.increment();
        }
    }

    private Duration pause(int attempts) {
        var pause = patience.first().multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private Fate attempt(byte[] letter) {
        try {
            int status = receiver.take(letter);
            if (status < 300) {
                tellOfRecovery();
                return Fate.TAKEN;
            }
            gone = status == GONE;
            tellOfFailure("it answers " + status);
            return status >= 500 || LATER.contains(status) ? Fate.LATER : Fate.NEVER;
        } catch (IOException silent) {
            tellOfFailure(Objects.requireNonNullElse(silent.getMessage(), "no answer"));
            return Fate.LATER;
        }
    }

    private void tellOfFailure(String why) {
        if (gone) {
            LOG.error("The webhook says that it is gone (410): nothing is posted until the hub is started anew");
        } else if (!failing) {
            LOG.warnf("The webhook does not take events, which are dropped after some attempts: %s", why);
        }
        failing = true;
    }

    private void tellOfRecovery() {
        if (failing) {
            LOG.info("The webhook takes events again");
        }
        failing = false;
    }

    @Override
    public void close() {
        closed.countDown();
        sender.interrupt();
    }
}
