// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.fault;

import java.time.Duration;

/** What a test may do to a site. A site is named by its Rancher id. */
public interface Faults {
    /** The tunnel breaks: watches end, requests are answered as for a dead agent, the condition turns after 15 s. */
    void cut(String clusterId);

    /** The tunnel is back. */
    void restore(String clusterId);

    /** All watches of the site end without a word; they can resume. */
    void dropWatches(String clusterId);

    /** The API server restarts: watches end, and resuming them is answered with 410. */
    void restartServer(String clusterId);

    /** etcd is restored from a copy ten to twenty changes old: they never happened, the counter goes back. */
    void rewind(String clusterId);

    /** The site is set up anew under its old name: all uids change. */
    void rebuild(String clusterId);

    /** People call the site otherwise from now on. */
    void rename(String clusterId, String name);

    /** Rancher forgets the site. */
    void remove(String clusterId);

    /** Rancher knows the site again. */
    void add(String clusterId);

    /** Every answer of the site waits so long. */
    void slow(String clusterId, Duration delay);

    /**
     * The clock of the site is fast by so much, slow if negative, as each {@code Date} header shows; zero ends that.
     */
    void clockOff(String clusterId, Duration fast);

    /** Every list and watch of the site is answered with a hostile body, {@code HS-01} and so on; empty ends that. */
    void hostile(String clusterId, String kind);

    /**
     * Downloads of images at the site break at two fifths of their way.
     *
     * @param message as the image will say it; empty ends that
     * @param times so many downloads, or -1 for all
     */
    void imageFails(String clusterId, String message, int times);

    /** Downloads of images at the site take so many times as long; 1 ends that. */
    void imageSlow(String clusterId, int factor);

    /** Harvester's webhook refuses images, templates and key pairs with this text; empty ends that. */
    void admissionDenies(String clusterId, String message);

    /** Harvester's webhook cannot be reached, for this reason; empty ends that. */
    void admissionDown(String clusterId, String reason);

    /**
     * Upgrades at the site hang in a stage without a word, until {@link #upgradeGoesOn}.
     *
     * @param stage log, image, repo, preload, services, pre-drain, post-drain, single-node, reboot or cleanup
     */
    void upgradeStalls(String clusterId, String stage);

    /** Upgrades at the site fail in a stage, with these words. */
    void upgradeFails(String clusterId, String stage, String message);

    /** Upgrades that hang go on, and fail no more. */
    void upgradeGoesOn(String clusterId);

    /** The certificates of the site's nodes expire in so many days; 120 and more ends the warnings. */
    void certificatesExpire(String clusterId, int days);

    /** The system partitions of the site's nodes are so full, 0 to 100 percent; 45 at first. */
    void nodesFill(String clusterId, int percent);
}
