// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that people send to the library, piece by piece and each to its namespace, until an Image takes them in. What
 * has come is on disk, so that a sender goes on where he was cut off, also after a restart of the hub. Once a file has
 * been taken in its name stands for that content for good.
 */
public final class Uploads {
    /** Unfinished files of a namespace. */
    private static final int UNFINISHED = 16;
    /** An unfinished file that nothing was added to for so long makes room for others. */
    private static final Duration FORGOTTEN = Duration.ofHours(24);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String PART = ".part.";
    private static final String TAKING = ".taking.";
    private static final String TAKEN = ".taken.";

    private final Path folder;
    private final LibraryStore store;
    private final long largest;
    private final InstantSource clock;
    private final BiConsumer<String, String> whole;

    /**
     * @param folder a folder for each namespace is made in it; files that stand in it itself are for all namespaces
     * @param store has what was taken in
     * @param largest most bytes of one file
     * @param whole hears of each file that has come whole: its namespace and its name
     */
    public Uploads(
            Path folder, LibraryStore store, long largest, InstantSource clock, BiConsumer<String, String> whole) {
        this.folder = folder;
        this.store = store;
        this.largest = largest;
        this.clock = clock;
        this.whole = whole;
    }

    /**
     * A piece of a file.
     *
     * @param file plain name: letters, digits, '.', '_' and '-', at most 200
     * @param offset of its first byte; 0 begins anew
     * @param size of the whole file in bytes
     */
    public record Piece(String file, long offset, long size, byte[] bytes) {}

    /** What became of a piece. */
    public sealed interface Answer {
        /** It was added; a file is whole once all is received. */
        record Added(Progress progress) implements Answer {}

        /** It does not begin where the file ends by now. */
        record Elsewhere(Progress progress) implements Answer {}

        /** It can never be taken so; the field is one of file, offset and size. */
        record Refused(String field, String why) implements Answer {}

        /** It cannot be taken at present. */
        record NoRoom(String why) implements Answer {}
    }

    /** How far a file is, in bytes. */
    public record Progress(String file, long received, long size) {
        public boolean isWhole() {
            return received == size;
        }
    }

    /** Adds a piece to a file of a namespace. */
    public Answer append(String namespace, Piece piece) throws IOException {
        var answer = added(namespace, piece);
        if (answer instanceof Answer.Added(var progress) && progress.isWhole()) {
            whole.accept(namespace, piece.file());
        }
        return answer;
    }

    private synchronized Answer added(String namespace, Piece piece) throws IOException {
        var objection = objection(namespace, piece);
        if (objection != null) {
            return objection;
        }
        var home = Files.createDirectories(folder.resolve(namespace));
        if (Files.exists(home.resolve(TAKEN + piece.file()))) {
            return new Answer.Refused(
                    "file",
                    "the library has taken in a file of this name already, and what a name stands for never changes:"
                            + " choose another name");
        }
        var part = home.resolve(PART + piece.size() + '.' + piece.file());
        var full = piece.offset() == 0 ? begun(home, piece) : null;
        if (full != null) {
            return full;
        }
        var received = size(part);
        if (received != piece.offset()) {
            return new Answer.Elsewhere(new Progress(piece.file(), received, piece.size()));
        }
        Files.write(part, piece.bytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var progress = new Progress(piece.file(), received + piece.bytes().length, piece.size());
        if (progress.isWhole()) {
            Files.move(part, home.resolve(piece.file()), StandardCopyOption.ATOMIC_MOVE);
        }
        return new Answer.Added(progress);
    }

    private Answer.@Nullable Refused objection(String namespace, Piece piece) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            return new Answer.Refused("namespace", "it is no name of a namespace");
        }
        if (!NAME.matcher(piece.file()).matches()) {
            return new Answer.Refused(
                    "file", "name the file by letters, digits, '.', '_' and '-', at most 200, the first no sign");
        }
        if (piece.size() < 1 || piece.size() > largest) {
            return new Answer.Refused(
                    "size",
                    "tell the size of the whole file in bytes, 1 to " + largest + " (granary.library.largest-file)");
        }
        if (piece.bytes().length == 0) {
            return new Answer.Refused("offset", "the request has no body: send the bytes from there on");
        }
        return piece.offset() >= 0 && piece.offset() <= piece.size() - piece.bytes().length
                ? null
                : new Answer.Refused("offset", "the piece ends behind the file's size");
    }

    /** Makes way for a file that begins; null if it may. */
    private Answer.@Nullable NoRoom begun(Path home, Piece piece) throws IOException {
        var before = clock.instant().minus(FORGOTTEN);
        var others = 0;
        for (var part : parts(home)) {
            var mine = progress(part).file().equals(piece.file());
            if (mine || Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                Files.delete(part);
            } else {
                others++;
            }
        }
        if (others >= UNFINISHED) {
            return new Answer.NoRoom(others + " files of this namespace are not finished: finish one of them, or begin"
                    + " again in " + FORGOTTEN.toHours() + " hours");
        }
        // While it is taken in a file stands in the library a second time.
        var free = Files.getFileStore(home).getUsableSpace();
        return free >= 2 * piece.size()
                ? null
                : new Answer.NoRoom("the library's disk has " + free + " bytes left, and the file needs "
                        + 2 * piece.size() + " while it is taken in: make room there");
    }

    /** How far a file is, if any of it has come. */
    public synchronized Optional<Progress> find(String namespace, String file) throws IOException {
        var home = folder.resolve(namespace);
        if (!NAMESPACE.matcher(namespace).matches() || !NAME.matcher(file).matches() || !Files.isDirectory(home)) {
            return Optional.empty();
        }
        for (var part : parts(home)) {
            if (progress(part).file().equals(file)) {
                return Optional.of(progress(part));
            }
        }
        for (var path : List.of(home.resolve(file), home.resolve(TAKING + file))) {
            if (Files.exists(path)) {
                return Optional.of(new Progress(file, Files.size(path), Files.size(path)));
            }
        }
        var taken = taken(home, file);
        return taken.map(held -> new Progress(file, held.size(), held.size()));
    }

    /**
     * Opens a file to be taken in; the caller closes it.
     *
     * @throws IOException with a sentence, if there is no such file
     */
    InputStream open(String namespace, String file) throws IOException {
        if (!NAME.matcher(file).matches()) {
            throw new IOException("spec.file is the plain name of an uploaded file: letters, digits, '.', '_', '-'");
        }
        var home = folder.resolve(namespace);
        var taking = home.resolve(TAKING + file);
        synchronized (this) {
            if (Files.exists(home.resolve(file))) {
                Files.move(home.resolve(file), taking, StandardCopyOption.ATOMIC_MOVE);
            }
            var taken = taken(home, file);
            if (!Files.exists(taking) && taken.isPresent()) {
                return store.open(taken.get(), 0, taken.get().size());
            }
        }
        try {
            return Files.newInputStream(Files.exists(taking) ? taking : folder.resolve(file));
        } catch (NoSuchFileException absent) {
            throw new IOException(
                    "there is no file " + file + " yet: send it with kubectl granary upload " + file + " -n "
                            + namespace + ", or put it into the library's folder uploads",
                    absent);
        }
    }

    /** The library has this content now; the uploaded file makes room. */
    synchronized void taken(String namespace, String file, LibraryFile held) throws IOException {
        var home = folder.resolve(namespace);
        if (Files.exists(home.resolve(TAKING + file))) {
            Files.writeString(home.resolve(TAKEN + file), held.sha512());
            Files.delete(home.resolve(TAKING + file));
        }
    }

    private Optional<LibraryFile> taken(Path home, String file) throws IOException {
        var pointer = home.resolve(TAKEN + file);
        return Files.exists(pointer) ? store.find(Files.readString(pointer)) : Optional.empty();
    }

    private static List<Path> parts(Path home) throws IOException {
        var parts = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(home, PART + "*")) {
            found.forEach(parts::add);
        }
        return parts;
    }

    private static Progress progress(Path part) throws IOException {
        var named = part.getFileName().toString().substring(PART.length());
        var dot = named.indexOf('.');
        return new Progress(named.substring(dot + 1), size(part), Long.parseLong(named.substring(0, dot)));
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
