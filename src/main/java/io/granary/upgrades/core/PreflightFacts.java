// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a site before an upgrade.
 *
 * @param validator what the site's own validator says of the upgrade
 * @param image what is to be fetched, or was fetched ahead
 * @param certificates when those of its nodes expire
 * @param schedules backup schedules that are not suspended, as namespace/name
 * @param backups the last good backup of each virtual machine, by namespace/name
 */
public record PreflightFacts(
        Validator validator,
        List<SiteUpgrade> upgrades,
        Image image,
        List<Node> nodes,
        Certificates certificates,
        List<Volume> volumes,
        List<Machine> machines,
        List<String> schedules,
        Map<String, Instant> backups) {

    /**
     * @param words why it refuses, or is silent; empty where it agrees
     * @param behind what Granary saw in its place, where it went no further than the backup schedules
     */
    public record Validator(Word word, String words, List<String> behind) {
        public Validator {
            behind = List.copyOf(behind);
        }

        public Validator(Word word, String words) {
            this(word, words, List.of());
        }
    }

    /**
     * The ISO of the upgrade.
     *
     * @param bytes its size
     * @param there whether the site has it already
     */
    public record Image(long bytes, boolean there) {
        /** Where neither the rollout nor the site knows; the ISO of v1.8 has about 7 GB. */
        public static final Image ASSUMED = new Image(8L << 30, false);

        /** What Harvester asks for beside it ({@code validator.go}: 13 GB). */
        private static final long BESIDE = 13L << 30;

        /** Free on each node: the image, the copy that Longhorn makes of it, and what Harvester asks for. */
        long need() {
            return BESIDE + (there ? 1 : 2) * bytes;
        }
    }

    public enum Word {
        AGREES,
        /** It stopped at what the upgrade mends by itself, and said nothing of the rest. */
        STOPPED,
        REFUSES,
        SILENT
    }

    /**
     * @param earliest when the first of them expires; null if none does within 120 days
     * @param node whose it is
     * @param days so many days before, Harvester refuses an upgrade
     */
    public record Certificates(@Nullable Instant earliest, String node, int days) {
        /** Annotation minCertsExpirationInDay of a Version says otherwise. */
        public static final int DAYS = 7;

        public static final Certificates FINE = new Certificates(null, "", DAYS);
    }

    /**
     * @param ready its condition Ready
     * @param cordoned it takes no more pods
     * @param maintenance annotation maintain-status, as {@code completed}; empty if none
     * @param freeBytes of its Longhorn disks; -1 if not known
     */
    public record Node(
            String name, boolean ready, boolean cordoned, String maintenance, long freeBytes, Kubelet kubelet) {}

    /**
     * The system partition, which the images of a release are loaded to.
     *
     * @param percent how full it will be with them; -1 if not known
     * @param silence why it is not known; empty if nobody asked
     */
    public record Kubelet(int percent, String silence) {
        public static final Kubelet NOT_ASKED = new Kubelet(-1, "");
    }

    /**
     * @param name of its claim, or its own
     * @param robustness healthy, degraded, faulted or unknown
     */
    public record Volume(String name, String robustness) {}

    /** @param bound what keeps it where it is, such as {@code a CD-ROM}; empty if it can be moved */
    public record Machine(String name, boolean running, String bound) {}
}
