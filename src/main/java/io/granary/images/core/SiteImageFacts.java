// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The VirtualMachineImage of one name at one site (Harvester {@code harvesterhci.io/v1beta1}).
 *
 * @param at when it was asked for
 * @param owner who made it
 * @param action name of the try that made it, or took it over; the empty string if none did
 * @param ahead name of the try that it is fetched ahead of; the empty string if of none
 * @param checksum SHA-512 as its spec has it, or the empty string
 * @param size in bytes as the site counted, 0 before that
 * @param progress 0 to 100
 * @param state as its conditions say
 * @param message of the condition that decided, or the empty string
 */
public record SiteImageFacts(
        Instant at,
        Owner owner,
        String action,
        String ahead,
        String checksum,
        long size,
        int progress,
        State state,
        String message) {

    /** Whether Granary fetched it ahead of a try that has not begun: then it is nobody's yet. */
    public boolean isAheadOnly() {
        return owner == Owner.GRANARY && action.isEmpty() && !ahead.isEmpty();
    }

    public enum Owner {
        GRANARY,
        OTHERS
    }

    public enum State {
        DOWNLOADING,
        IMPORTED,
        /** For good: Harvester gives up at its retry limit, and what helps is a new object. */
        FAILED,
        LEAVING
    }

    /**
     * What a site should have.
     *
     * @param name of the VirtualMachineImage
     * @param sha512 null while the library does not know it
     * @param size in bytes; 0 while that is not known
     * @param hindrance why it cannot be brought, with the remedy; null if it can
     */
    public record Wish(
            String name,
            @Nullable String sha512,
            long size,
            @Nullable String hindrance) {}
}
