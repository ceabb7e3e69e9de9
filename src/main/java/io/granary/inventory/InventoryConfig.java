// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the inventory keeps in step with the sites. */
@ConfigMapping(prefix = "granary.inventory")
interface InventoryConfig {

    /** Lists under way at a time, over all sites and kinds; 1 or more. */
    @WithDefault("64")
    int lists();

    /** Watches reopened in a second, over all sites; 1 or more. Watches that follow a list are not counted. */
    @WithDefault("400")
    int watchesPerSecond();

    /** Watches that may be reopened at once after a quiet time; 1 or more. */
    @WithDefault("200")
    int watchesBurst();

    /** Objects in a page of a list, 1 to 500. */
    @WithDefault("500")
    int pageSize();

    /** Asks servers for a list and its watch as one stream (WatchList), where they offer it. */
    @WithDefault("true")
    boolean streamLists();

    /** Longest time a streamed list may take before it is asked for in pages. */
    @WithDefault("60s")
    Duration listDeadline();

    /** Upper bound of the pause before another try; the pause is drawn at random below a bound that doubles. */
    @WithDefault("60s")
    Duration longestPause();

    /**
     * Least time from one complete list to the next of the same site and kind. A sixteenth of it for the first that
     * follows, and twice as long for each further one, so that one fault is soon over and many cost little.
     */
    @WithDefault("60s")
    Duration relistSpacing();

    /** How long a site may be out of step before its rows are marked stale; at once where Rancher says it is gone. */
    @WithDefault("15s")
    Duration staleAfter();

    /** How often each list is read anew in case a difference was missed, drawn at random around this time. */
    @WithDefault("6h")
    Duration auditEvery();

    /**
     * How long after a watch was resumed each list of the site is read anew, drawn at random around this time, where
     * the hub had heard no change by which to tell whether the history is still the same. An API server whose etcd was
     * restored, and has counted on since, lets a watch resume and says nothing.
     */
    @WithDefault("2m")
    Duration auditAfterResume();

    /** Bytes of unfinished objects, over all streams. */
    @WithDefault("134217728")
    long unfinishedBytes();

    /** Changes that a watch can resume over; each takes about 1 KiB. 1 or more. */
    @WithDefault("65536")
    int window();

    /** Least time between two saves of the inventory to disk. */
    @WithDefault("60s")
    Duration saveEvery();

    /** How often the small kinds are read. */
    Polls polls();

    /** One interval for each small kind, each drawn at random from 80 to 120 %. */
    interface Polls {
        /** Nodes, whose heartbeats make a watch dear. */
        @WithDefault("5m")
        Duration nodes();

        /** Images. */
        @WithDefault("5m")
        Duration images();

        /** Upgrades of Harvester. */
        @WithDefault("5m")
        Duration upgrades();

        /** Volumes of Longhorn. */
        @WithDefault("10m")
        Duration volumes();

        /** Versions of VM templates. */
        @WithDefault("30m")
        Duration templates();

        /** Backups of VMs. */
        @WithDefault("30m")
        Duration backups();

        /** Networks VMs can attach to. */
        @WithDefault("60m")
        Duration networks();
    }
}
