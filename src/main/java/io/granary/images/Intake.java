// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.images.core.HeaderVerdict;
import io.granary.images.core.ImageHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file into the library: reads it once, to a part file beside the others, counts and hashes it on the way,
 * reads its header, compares it with what was declared, and only then puts it in its place. A file that is refused
 * leaves nothing behind.
 */
public final class Intake {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final LibraryStore store;
    private final Path incoming;
    private final long largest;

    /**
     * @param incoming a folder for files that are not yet checked
     * @param largest most bytes of one file
     */
    public Intake(LibraryStore store, Path incoming, long largest) {
        this.store = store;
        this.incoming = incoming;
        this.largest = largest;
    }

    /** What came in: the file, and what its header says. */
    public record Accepted(LibraryFile file, HeaderVerdict.Fit header) {}

    /** Why a file was not taken; the message says what to do. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Hears how far an intake has come. */
    public interface Progress {
        void received(long bytes);
    }

    /**
     * Takes a file in.
     *
     * @param declared the SHA-512 that the publisher gave, in hexadecimal, or null where none was given
     * @throws Refused if the file is too large, not a fit image, or not what was declared
     * @throws IOException if the source broke off or the disk is full
     */
    public Accepted take(InputStream source, @Nullable String declared, Progress progress) throws IOException, Refused {
        Files.createDirectories(incoming);
        Path part = Files.createTempFile(incoming, "image", ".part");
        try {
            byte[] head = new byte[ImageHeader.NEEDED_BYTES];
            MessageDigest digest = sha512();
            long size = copy(source, part, digest, head, progress);
            HeaderVerdict verdict = ImageHeader.read(Arrays.copyOf(head, (int) Math.min(head.length, size)), size);
            String sha512 = HexFormat.of().formatHex(digest.digest());
            if (declared != null && !declared.toLowerCase(Locale.ROOT).equals(sha512)) {
                throw new Refused("The file's SHA-512 is " + sha512 + ", declared was " + declared
                        + ": correct the checksum, or find out why the file differs before you publish it.");
            }
            return switch (verdict) {
                case HeaderVerdict.Unfit unfit -> throw new Refused(unfit.message());
                case HeaderVerdict.Fit fit -> {
                    LibraryFile file = new LibraryFile(sha512, size);
                    store.put(file, part);
                    yield new Accepted(file, fit);
                }
            };
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long copy(InputStream source, Path part, MessageDigest digest, byte[] head, Progress progress)
            throws IOException, Refused {
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                if (size < head.length) {
                    System.arraycopy(buffer, 0, head, (int) size, (int) Math.min(count, head.length - size));
                }
                size += count;
                if (size > largest) {
                    throw new Refused("The file is larger than " + largest
                            + " bytes: raise granary.library.largest-file, or publish a smaller image.");
                }
                out.write(buffer, 0, count);
                progress.received(size);
            }
        }
        return size;
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-512", impossible);
        }
    }
}
