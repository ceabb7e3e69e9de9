// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where the library keeps its files. All methods block; call them on a virtual thread. */
public interface LibraryStore {

    /** The file of this checksum, if it is there. */
    Optional<LibraryFile> find(String sha512) throws IOException;

    /**
     * Opens a part of a file; the caller closes it.
     *
     * @param offset first byte, within the file
     * @param length number of bytes, not past the end
     */
    InputStream open(LibraryFile file, long offset, long length) throws IOException;

    /** Takes over a finished file, which is then no longer where it was. Putting it again changes nothing. */
    void put(LibraryFile file, java.nio.file.Path finished) throws IOException;

    /** Removes a file; nothing happens if it is not there. */
    void remove(String sha512) throws IOException;
}
