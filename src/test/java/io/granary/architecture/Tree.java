// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of the repository, less what is built or fetched. */
final class Tree {
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", "node_modules", "dist", "dist-pkg", ".idea", ".vscode");
    private static final Set<String> TEXT = Set.of(
            "java", "md", "properties", "xml", "yaml", "yml", "json", "sh", "ts", "vue", "js", "mjs", "config", "txt");

    private Tree() {}

    /** All files, in a stable order, relative to the root. */
    static List<Path> files(Predicate<Path> wanted) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(Path.of("."), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName().toString();
                    return NOT_OURS.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    var relative = file.normalize();
                    if (attributes.isRegularFile() && wanted.test(relative)) {
                        found.add(relative);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        found.sort(null);
        return found;
    }

    static List<Path> java(String under) {
        return files(file -> file.startsWith(under) && file.toString().endsWith(".java"));
    }

    static boolean isText(Path file) {
        var name = file.getFileName().toString();
        var end = name.substring(name.lastIndexOf('.') + 1);
        return TEXT.contains(end) || name.equals("Makefile") || file.startsWith("bin") || file.startsWith(".ci");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + file + " as UTF-8", unreadable);
        }
    }

    static List<String> lines(Path file) {
        return read(file).lines().toList();
    }
}
