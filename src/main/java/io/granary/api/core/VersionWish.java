// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

/** What a client asks of the resource version of an answer. */
public sealed interface VersionWish {

    /** The newest that is committed. */
    record Newest() implements VersionWish {}

    /** Whatever is at hand ({@code resourceVersion=0}). */
    record Any() implements VersionWish {}

    /** This one or a later one. */
    record NotOlderThan(long revision) implements VersionWish {}

    /** This one and no other. */
    record Exactly(long revision) implements VersionWish {}

    /**
     * Reads {@code resourceVersion} and {@code resourceVersionMatch}.
     *
     * @throws StatusProblem 400 when the version is not an unsigned decimal number
     */
    static VersionWish of(String version, String match) {
        if (version.isEmpty()) {
            return new Newest();
        }
        var revision = number(version);
        if (match.equals("Exact")) {
            return new Exactly(revision);
        }
        return revision == 0 ? new Any() : new NotOlderThan(revision);
    }

    private static long number(String version) {
        try {
            if (version.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Long.parseLong(version);
            }
        } catch (NumberFormatException tooLong) {
            // Told below, with what is allowed.
        }
        throw StatusProblem.badRequest("resourceVersion: Invalid value: \"" + Text.shown(version)
                + "\": a decimal number that this server gave is allowed, or 0, or nothing");
    }
}
