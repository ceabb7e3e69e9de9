// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Measures types and methods as javac's parser sees them: how long, how deep, and whether an ADR excuses them. */
final class SourceForm {
    private SourceForm() {}

    /** A type or method with its measures. {@code depth} counts nested ifs and loops. */
    record Piece(Path file, long line, String name, boolean method, long lines, int depth, boolean excused) {
        @Override
        public String toString() {
            return file + ":" + line + " " + name;
        }
    }

    static List<Piece> pieces(List<Path> files) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files));
            var positions = Trees.instance(task).getSourcePositions();
            var pieces = new ArrayList<Piece>();
            for (var unit : task.parse()) {
                new Measure(unit, positions, pieces).scan(unit, null);
            }
            return pieces;
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static final class Measure extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Piece> pieces;
        private int depth;
        private int deepest;
        private boolean excusedType;

        Measure(CompilationUnitTree unit, SourcePositions positions, List<Piece> pieces) {
            this.unit = unit;
            this.positions = positions;
            this.pieces = pieces;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            var outer = excusedType;
            excusedType |= isExcused(type.getModifiers());
            if (!type.getSimpleName().isEmpty()) {
                add(type, type.getSimpleName().toString(), 0);
            }
            super.visitClass(type, nothing);
            excusedType = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var outerDepth = depth;
            var outerDeepest = deepest;
            depth = 0;
            deepest = 0;
            super.visitMethod(method, nothing);
            add(method, method.getName() + "()", deepest);
            depth = outerDepth;
            deepest = outerDeepest;
            return null;
        }

        @Override
        public Void visitIf(IfTree branch, Void nothing) {
            scan(branch.getCondition(), nothing);
            nested(() -> scan(branch.getThenStatement(), nothing));
            // "else if" continues a list of cases; it is no deeper than its first.
            if (branch.getElseStatement() instanceof IfTree next) {
                return visitIf(next, nothing);
            }
            return nested(() -> scan(branch.getElseStatement(), nothing));
        }

        @Override
        public Void visitForLoop(ForLoopTree loop, Void nothing) {
            return nested(() -> super.visitForLoop(loop, nothing));
        }

        @Override
        public Void visitEnhancedForLoop(EnhancedForLoopTree loop, Void nothing) {
            return nested(() -> super.visitEnhancedForLoop(loop, nothing));
        }

        @Override
        public Void visitWhileLoop(WhileLoopTree loop, Void nothing) {
            return nested(() -> super.visitWhileLoop(loop, nothing));
        }

        @Override
        public Void visitDoWhileLoop(DoWhileLoopTree loop, Void nothing) {
            return nested(() -> super.visitDoWhileLoop(loop, nothing));
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
            var outer = depth;
            depth = 0;
            super.visitLambdaExpression(lambda, nothing);
            depth = outer;
            return null;
        }

        private Void nested(Runnable inside) {
            depth++;
            deepest = Math.max(deepest, depth);
            inside.run();
            depth--;
            return null;
        }

        private void add(Tree tree, String name, int depth) {
            var first = line(positions.getStartPosition(unit, tree));
            var last = line(positions.getEndPosition(unit, tree));
            var file = Path.of("")
                    .toAbsolutePath()
                    .relativize(Path.of(unit.getSourceFile().toUri()));
            var modifiers =
                    tree instanceof MethodTree method ? method.getModifiers() : ((ClassTree) tree).getModifiers();
            pieces.add(new Piece(
                    file,
                    first,
                    name,
                    tree instanceof MethodTree,
                    last - first + 1,
                    depth,
                    excusedType || isExcused(modifiers)));
        }

        private long line(long position) {
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }

        private static boolean isExcused(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(found -> found.getAnnotationType().toString().endsWith("TooBig"));
        }
    }
}
