// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.InventoryEngine;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * The inventory on disk. The file begins with eight bytes of magic and the version of its form; then come frames: their
 * length, a checksum over their number and bytes, their bytes; last an empty frame. Written beside, synced, then put in
 * the place of the old one. Beside it stands a small file with the greatest sequence that may have been given out.
 */
final class InventoryFile {
    /** "GRANARY" and the form. */
    private static final long MAGIC = 0x4752_414e_4152_5900L | InventoryEngine.FORM;

    private static final int FRAME = 1 << 20;

    private final Path file;
    private final Path reserve;

    InventoryFile(Path directory) {
        this.file = directory.resolve("inventory");
        this.reserve = directory.resolve("inventory.sequence");
    }

    /** What reading came to. */
    sealed interface Restored {
        record Engine(InventoryEngine engine) implements Restored {}

        /** There is no file. */
        record Nothing() implements Restored {}

        /** The file cannot be trusted, and is out of the way. */
        record SetAside(String message) implements Restored {}
    }

    Restored read(Function<InventoryEngine.Frames, InventoryEngine> restore) {
        if (!Files.exists(file)) {
            return new Restored.Nothing();
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), FRAME))) {
            long magic = in.readLong();
            if (magic != MAGIC) {
                return setAside(unknown(magic));
            }
            var frames = new FrameReader(in);
            var engine = restore.apply(frames);
            if (frames.next().length != 0 || in.read() >= 0) {
                return setAside("it goes on where it should end");
            }
            return new Restored.Engine(engine);
        } catch (IOException | RuntimeException problem) {
            return setAside(problem.getMessage() == null ? "it ends too early" : problem.getMessage());
        }
    }

    private static String unknown(long magic) {
        long form = magic ^ MAGIC ^ InventoryEngine.FORM;
        return form > 0 && form < 256
                ? "it is of form " + form + ", and this Granary reads form " + InventoryEngine.FORM
                : "it is not an inventory";
    }

    private Restored setAside(String why) {
        var aside = file.resolveSibling("inventory.broken");
        var message = "The saved inventory " + file + " is not used: " + why + ". ";
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            return new Restored.SetAside(message + "It now is " + aside + "; all sites are listed anew.");
        } catch (IOException problem) {
            return new Restored.SetAside(message + "It could not be moved (" + problem.getMessage()
                    + "); all sites are listed anew. Make its directory writable.");
        }
    }

    void write(InventoryEngine.Image image) throws IOException {
        var beside = file.resolveSibling("inventory.new");
        Files.createDirectories(beside.toAbsolutePath().getParent());
        try (var stream = new FileOutputStream(beside.toFile());
                var out = new DataOutputStream(stream)) {
            out.writeLong(MAGIC);
            var number = new int[1];
            image.writeTo((bytes, length) -> put(out, number[0]++, bytes, length));
            put(out, number[0], new byte[0], 0);
            out.flush();
            stream.getFD().sync();
        } catch (UncheckedIOException problem) {
            throw problem.getCause();
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void put(DataOutputStream out, int number, byte[] bytes, int length) {
        try {
            out.writeInt(length);
            out.writeInt(checksum(number, bytes, length));
            out.write(bytes, 0, length);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /**
     * The greatest sequence that may have been given out; 0 if none ever was.
     *
     * @param otherwise greater than any, for when the file that says so is gone or cannot be read
     */
    long reserved(long otherwise) {
        if (!Files.exists(reserve)) {
            return Files.exists(file) ? otherwise : 0;
        }
        try {
            var parts = Files.readString(reserve).strip().split(" ");
            long value = Long.parseLong(parts[0]);
            boolean whole = parts.length == 2 && parts[1].equals(Integer.toHexString(Long.hashCode(value * 31)));
            return whole ? value : otherwise;
        } catch (IOException | IllegalArgumentException _) {
            return otherwise;
        }
    }

    /** Says durably that sequences up to this one may be given out. */
    void reserve(long upTo) throws IOException {
        var beside = reserve.resolveSibling("inventory.sequence.new");
        Files.createDirectories(beside.toAbsolutePath().getParent());
        try (var stream = new FileOutputStream(beside.toFile())) {
            var text = upTo + " " + Integer.toHexString(Long.hashCode(upTo * 31)) + "\n";
            stream.write(text.getBytes(StandardCharsets.US_ASCII));
            stream.getFD().sync();
        }
        Files.move(beside, reserve, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int checksum(int number, byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(number);
        crc.update(number >>> 8);
        crc.update(number >>> 16);
        crc.update(length >>> 16);
        crc.update(length >>> 8);
        crc.update(length);
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static final class FrameReader implements InventoryEngine.Frames {
        private final DataInputStream in;
        private final byte[] buffer = new byte[FRAME];
        private int number;

        FrameReader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public byte[] next() {
            try {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length < 0 || length > FRAME) {
                    throw new IllegalStateException("part " + number + " has a length that cannot be");
                }
                in.readFully(buffer, 0, length);
                if (checksum(number, buffer, length) != checksum) {
                    throw new IllegalStateException("part " + number + " has another checksum than when written");
                }
                number++;
                return Arrays.copyOf(buffer, length);
            } catch (EOFException _) {
                throw new IllegalStateException("it ends too early");
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }
    }
}
