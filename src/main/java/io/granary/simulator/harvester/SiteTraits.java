// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

/**
 * What of a site decides how its Harvester behaves.
 *
 * @param classNames how the storage class of an image is called
 * @param bytesPerSecond how fast the site downloads, above 0
 */
public record SiteTraits(ClassNames classNames, long bytesPerSecond) {
    /** How the storage class of an image is called (Harvester {@code pkg/util/image.go}). */
    public enum ClassNames {
        /** {@code longhorn-<name>}, before v1.8. */
        BY_NAME,
        /** {@code lh-<uid>}, from v1.8 on. */
        BY_UID
    }

    public SiteTraits {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a site downloads at least one byte a second, not " + bytesPerSecond);
        }
    }

    String imageClass(String name, String uid) {
        return classNames == ClassNames.BY_UID ? "lh-" + uid : "longhorn-" + name;
    }
}
