// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

/** What the first bytes of an image file say of it. */
public sealed interface HeaderVerdict {

    /**
     * Fit for every site.
     *
     * @param format as found, never as declared
     * @param virtualSize bytes that the disk has for the guest
     */
    record Fit(ImageFormat format, long virtualSize) implements HeaderVerdict {}

    /**
     * Not fit; nothing is published.
     *
     * @param message what was found, and what to do instead
     */
    record Unfit(String message) implements HeaderVerdict {}
}
