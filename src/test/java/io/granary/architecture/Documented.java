// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The types of a source file with their javadoc, methods and annotations, as javac's parser reads them. */
final class Documented {
    private Documented() {}

    /** A type: {@code tree} for its members, {@code docs} by the member it belongs to (the type itself: its name). */
    record Type(String name, ClassTree tree, Map<String, String> docs) {
        List<MethodTree> methods() {
            return tree.getMembers().stream()
                    .filter(MethodTree.class::isInstance)
                    .map(MethodTree.class::cast)
                    .toList();
        }

        String doc(String member) {
            return docs.getOrDefault(member, "");
        }
    }

    /** All types of the file by simple name, in order. */
    static Map<String, Type> types(Path file) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjects(file));
            var types = new LinkedHashMap<String, Type>();
            for (var unit : task.parse()) {
                new Reader(DocTrees.instance(task), types).scan(unit, null);
            }
            return types;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final Map<String, Type> types;
        private @Nullable Type type;

        Reader(DocTrees trees, Map<String, Type> types) {
            this.trees = trees;
            this.types = types;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            var outer = type;
            var name = tree.getSimpleName().toString();
            type = new Type(name, tree, new LinkedHashMap<>());
            type.docs().put(name, text());
            types.put(name, type);
            super.visitClass(tree, nothing);
            type = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            if (type != null) {
                type.docs().put(tree.getName().toString(), text());
            }
            return super.visitMethod(tree, nothing);
        }

        /** The comment before its first tag, as Markdown on one line. */
        private String text() {
            var comment = trees.getDocComment(getCurrentPath());
            if (comment == null) {
                return "";
            }
            return comment.split("\n\\s*@")[0]
                    .replaceAll("\\{@(code|literal) ([^}]*)}", "`$2`")
                    .replaceAll("\\{@link #?([^} ]*)[^}]*}", "`$1`")
                    .replaceAll("<[^>]+>", "")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
