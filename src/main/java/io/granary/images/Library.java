// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.kernel.SiteId;

/**
 * The headquarters library.
 *
 * @param uploads has the files that an Image names by {@code spec.file}
 * @param url under which sites reach it, without a slash at the end
 */
record Library(LibraryStore store, Intake intake, Uploads uploads, String url) {
    /** Stands for the site in the address that a status shows. */
    private static final String ANY_SITE = "{site}";

    /** The stable address of a file. */
    String address(String sha512, String fileName) {
        return url + "/library/" + ANY_SITE + "/" + sha512 + "/" + fileName;
    }

    /** The address for one site, by which the library knows whose line it fills. */
    static String forSite(String address, SiteId site) {
        return address.replace(ANY_SITE, site.value());
    }
}
