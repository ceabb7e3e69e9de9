// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

/**
 * A setting as a site has it.
 *
 * @param value the empty text where the default counts
 * @param fallback its default in the release of the site
 * @param writer who wrote the value last
 * @param version resourceVersion of the object
 * @param trouble what Harvester says of applying it; the empty text where nothing is wrong
 * @param stamp versions of the Secrets that Granary last wrote there; the empty text where there are none
 */
public record SeenSetting(String value, String fallback, Writer writer, String version, String trouble, String stamp) {

    public SeenSetting(String value, String fallback, Writer writer, String version, String trouble) {
        this(value, fallback, writer, version, trouble, "");
    }

    /** What counts: the value, else the default. */
    public String effective() {
        return value.isEmpty() ? fallback : value;
    }

    /** How somebody holds a field. */
    public enum Hold {
        /** Nobody is known to have written it. */
        NONE,
        /** Granary, by server-side apply. */
        GRANARY,
        /** A person or a program that wrote it once. */
        WRITTEN,
        /** Somebody who applies it, and will again: the field is declared elsewhere. */
        APPLIED
    }

    /** @param manager the field manager; the empty text for {@link Hold#NONE} */
    public record Writer(String manager, Hold hold) {
        public static final Writer NOBODY = new Writer("", Hold.NONE);
    }
}
