// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.util.Optional;

/** What goes wrong on purpose at one site with images and admission; nothing at first. Safe for any thread. */
public final class SiteTroubles {
    /** A download that breaks: what is said, and how often yet; -1 means until it is taken back. */
    private record Failing(String message, int times) {}

    private static final Failing NOTHING = new Failing("", 0);

    private Failing failing = NOTHING;
    private int slowness = 1;
    private String denial = "";
    private String outage = "";

    /**
     * Downloads break on their way.
     *
     * @param message as the image shows it; empty ends the trouble
     * @param times how many attempts, or -1 for all
     */
    public synchronized void failImages(String message, int times) {
        failing = message.isEmpty() || times == 0 ? NOTHING : new Failing(message, times);
    }

    /** Downloads take so many times as long, 1 to 100,000; 1 ends the trouble. */
    public synchronized void slowImages(int factor) {
        if (factor < 1 || factor > 100_000) {
            throw new IllegalArgumentException("factor must be between 1 and 100000, not " + factor);
        }
        slowness = factor;
    }

    /** Every write of an image, template or key pair is refused with this text; empty ends the trouble. */
    public synchronized void denyWrites(String message) {
        denial = message;
    }

    /** Harvester's webhook does not answer, as in the middle of an upgrade; empty ends the trouble. */
    public synchronized void loseWebhook(String message) {
        outage = message;
    }

    /** What breaks the download that is under way; counts it. */
    synchronized Optional<String> breaksDownload() {
        if (failing.message().isEmpty()) {
            return Optional.empty();
        }
        var message = failing.message();
        if (failing.times() > 0) {
            failing = failing.times() == 1 ? NOTHING : new Failing(message, failing.times() - 1);
        }
        return Optional.of(message);
    }

    synchronized int slowness() {
        return slowness;
    }

    synchronized String denial() {
        return denial;
    }

    synchronized String outage() {
        return outage;
    }
}
