// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The library in a local folder, a file each, named by its checksum in folders of its first two digits. */
public final class FolderLibrary implements LibraryStore {

    private final Path folder;

    public FolderLibrary(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<LibraryFile> find(String sha512) throws IOException {
        if (!LibraryFile.isSha512(sha512)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LibraryFile(sha512, Files.size(path(sha512))));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream open(LibraryFile file, long offset, long length) throws IOException {
        InputStream content = Files.newInputStream(path(file.sha512()));
        try {
            content.skipNBytes(offset);
            return new BoundedInput(content, length);
        } catch (IOException failure) {
            content.close();
            throw failure;
        }
    }

    @Override
    public void put(LibraryFile file, Path finished) throws IOException {
        Path target = path(file.sha512());
        Files.createDirectories(target.getParent());
        try {
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.nio.file.AtomicMoveNotSupportedException otherDisk) {
            Path beside = Files.createTempFile(target.getParent(), "incoming", ".part");
            Files.copy(finished, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.delete(finished);
        }
    }

    @Override
    public void remove(String sha512) throws IOException {
        if (LibraryFile.isSha512(sha512)) {
            Files.deleteIfExists(path(sha512));
        }
    }

    private Path path(String sha512) {
        return folder.resolve(sha512.substring(0, 2)).resolve(sha512);
    }
}
