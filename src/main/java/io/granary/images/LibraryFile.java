// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

/**
 * A file of the library. Its content never changes, because its name is made of it.
 *
 * @param sha512 of the content, 128 lower-case hexadecimal digits
 * @param size in bytes
 */
public record LibraryFile(String sha512, long size) {

    public LibraryFile {
        if (!isSha512(sha512)) {
            throw new IllegalArgumentException(
                    "A SHA-512 is 128 lower-case hexadecimal digits, not " + sha512.length() + " other characters");
        }
    }

    /** Whether a text is a SHA-512 as the library writes it. */
    public static boolean isSha512(String text) {
        return text.length() == 128 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
