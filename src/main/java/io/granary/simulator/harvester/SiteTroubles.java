// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.time.Instant;
import java.util.Optional;

/**
 * What goes wrong on purpose at one site with images, upgrades and admission; nothing at first. Safe for any thread.
 */
public final class SiteTroubles {
    /** A download that breaks: what is said, and how often yet; -1 means until it is taken back. */
    private record Failing(String message, int times) {}

    /**
     * Where an upgrade does not go on.
     *
     * @param message why it fails; empty if it hangs there without a word
     */
    record Snag(UpgradeStage stage, String message) {}

    /** @param days from the moment in which it was said */
    record Expiry(Instant at, int days) {}

    private static final Failing NOTHING = new Failing("", 0);

    private Failing failing = NOTHING;
    private int slowness = 1;
    private String denial = "";
    private String outage = "";
    private String flap = "";
    private Optional<Snag> snag = Optional.empty();
    private int systemUsed = 45;
    private Expiry certificates = new Expiry(Instant.EPOCH, 300);

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

    /** Upgrades hang in this stage, without a word and for ever, until {@link #freeUpgrades}. */
    public synchronized void stallUpgrades(UpgradeStage stage) {
        snag = Optional.of(new Snag(stage, ""));
    }

    /** Upgrades fail in this stage. */
    public synchronized void failUpgrades(UpgradeStage stage, String message) {
        snag = Optional.of(new Snag(stage, message.isEmpty() ? "failed" : message));
    }

    /** Upgrades that hang go on; later ones fail no more. */
    public synchronized void freeUpgrades() {
        snag = Optional.empty();
    }

    /** The system partition of each node is so full, 0 to 100 percent. */
    public synchronized void fillNodes(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent must be between 0 and 100, not " + percent);
        }
        systemUsed = percent;
    }

    synchronized int systemUsed() {
        return systemUsed;
    }

    synchronized void expireCertificates(Expiry expiry) {
        certificates = expiry;
    }

    synchronized Expiry certificates() {
        return certificates;
    }

    /** An upgrade replaces the webhook's pods: it does not answer; empty when it does again. */
    synchronized void flapWebhook(String reason) {
        flap = reason;
    }

    synchronized Optional<Snag> snag(UpgradeStage stage) {
        return snag.filter(found -> found.stage() == stage);
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
        return outage.isEmpty() ? flap : outage;
    }
}
