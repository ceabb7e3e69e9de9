// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.util.function.Consumer;

/** Where sites download from: asks a URL as Harvester and Longhorn do. Answers come on any thread. */
public interface FileServers {
    /**
     * Where to ask.
     *
     * @param url as the image names it
     * @param additionalCa certificates that the site trusts besides the usual ones, as PEM, or empty
     */
    record Source(String url, String additionalCa) {}

    /** What came of it. */
    sealed interface Answer {
        /**
         * The file is there.
         *
         * @param size in bytes; 0 when the server does not say
         * @param virtualSize size of the disk in the file; {@code size} for what is no qcow2
         * @param sha512 of the whole file in hex, or empty when it was not read to its end
         */
        record File(long size, long virtualSize, String sha512) implements Answer {}

        /** It is not, in the words Go's HTTP client and Longhorn have for it. */
        record Failure(String message) implements Answer {}
    }

    /** HEAD, as Harvester asks before it begins. */
    void head(Source source, Consumer<Answer> then);

    /**
     * GET, as Longhorn downloads: the whole file when it is small, else its beginning.
     *
     * @param size as the HEAD said
     */
    void get(Source source, long size, Consumer<Answer> then);
}
