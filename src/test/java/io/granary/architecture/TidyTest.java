// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The form of the repository. The limits do not move: what is better big is marked {@code @TooBig(adr = n)}. */
class TidyTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String HEADER = "// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0";

    @Test
    void everySourceFileBeginsWithTheLicence() {
        var without = Tree.java("src").stream()
                .filter(file -> !Tree.read(file).startsWith(HEADER))
                .toList();

        assertThat(without)
                .as("Remedy: make format, or begin the file with %s", HEADER)
                .isEmpty();
    }

    @Test
    void classesAreShort() {
        assertNone(
                SourceForm.pieces(Tree.java("src/main")),
                piece -> !piece.method() && piece.lines() > 300,
                "A class has at most 300 lines. Remedy: look for the noun that hides in it, and give it a file");
    }

    @Test
    void testClassesAreShort() {
        assertNone(
                SourceForm.pieces(Tree.java("src/test")),
                piece -> !piece.method() && piece.lines() > 400,
                "A test class has at most 400 lines. Remedy: split by behaviour, one class for each question asked");
    }

    @Test
    void methodsAreShort() {
        assertNone(
                SourceForm.pieces(Tree.java("src/main")),
                piece -> piece.method() && piece.lines() > 40,
                "A method has at most 40 lines. Remedy: name its steps; a long switch becomes a table");
    }

    @Test
    void codeIsShallow() {
        assertNone(
                SourceForm.pieces(Tree.java("src/main")),
                piece -> piece.depth() > 3,
                "Ifs and loops nest at most 3 deep. Remedy: return early, or move the inner loop to a method");
    }

    @Test
    void linesFitTheScreen() {
        assertNoLine(
                Tree.java("src"),
                (file, line) -> line.codePointCount(0, line.length()) > 120,
                "A line has at most 120 columns. Remedy: make format; break long texts and comments by hand");
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        var silent = Tree.java("src/main").stream()
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !isIntroduced(folder.resolve("package-info.java")))
                .toList();

        assertThat(silent)
                .as("Remedy: package-info.java with @NullMarked and a first sentence on what the package is for")
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        var later = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
        assertNoLine(
                Tree.files(Tree::isText),
                (file, line) -> later.matcher(line).find(),
                "Nobody comes back for these. Remedy: do it now, or say in words what is not done and why");
    }

    @Test
    void everyTestRuns() {
        var off = Pattern.compile("@(Dis" + "abled|Ignore)\\b|@(Enabled|Dis"
                + "abled)If|\\bassum[e](True|False|That)\\b|\\bAssump" + "tions\\b");
        assertNoLine(
                Tree.java("src/test"),
                (file, line) -> off.matcher(line).find(),
                "A skipped test looks green. Remedy: mend it or delete it; where an optional thing is needed"
                        + " (a real cluster), add it as one more argument of the test when it is there");
    }

    @Test
    void testsNeitherSleepNorMock() {
        var banned = Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(|org\\.mockito|net\\.jqwik");
        assertNoLine(
                Tree.java("src/test"),
                (file, line) -> banned.matcher(line).find(),
                "Remedy: move a clock by hand, or await a condition with Awaitility where real HTTP is involved;"
                        + " write a small double beside the interface instead of a mock");
    }

    @Test
    void objectsAtSitesHaveNamesOfOurChoice() {
        assertNoLine(
                Tree.files(file -> file.startsWith(MAIN)
                        && !file.toString().contains("/simulator/")
                        && !file.toString().contains("/api/")),
                (file, line) -> line.contains("generateName"),
                "A retried POST with generateName makes two objects. Remedy: derive the name from what it is for");
    }

    @Test
    void nothingKnowsThisMachine() {
        var machine = Pattern.compile("(?<![\\w.$}>])/(work|root|home/\\w+|Users/\\w+)/");
        assertNoLine(
                Tree.files(Tree::isText),
                (file, line) -> machine.matcher(line).find(),
                "The repository runs anywhere. Remedy: a path relative to the repository, or $HOME");
    }

    @Test
    void linksInDocsLeadSomewhere() {
        var link = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)[^)]*\\)");
        var broken = new ArrayList<String>();
        for (var page : Tree.files(file -> file.toString().endsWith(".md"))) {
            var folder = page.toAbsolutePath().getParent();
            link.matcher(Tree.read(page))
                    .results()
                    .map(found -> found.group(1))
                    .filter(target -> !Files.exists(folder.resolve(target)))
                    .forEach(target -> broken.add(page + " -> " + target));
        }

        assertThat(broken)
                .as("Remedy: mend the link, or write the page it promises")
                .isEmpty();
    }

    @Test
    void everyPageHasOneTitle() {
        assertThat(Tree.files(file -> file.startsWith("docs") && file.toString().endsWith(".md")))
                .as("Remedy: begin the page with '# ' and its title")
                .allMatch(page -> Tree.read(page).startsWith("# "));
    }

    @Test
    void decisionsHaveOneForm() {
        var form = List.of(
                "Status: ",
                "## Context",
                "## Decision",
                "## Alternatives and why not",
                "## Consequences",
                "## What would change our mind");
        var wrong = new ArrayList<String>();
        for (var adr : Tree.files(
                file -> file.startsWith("docs/adr") && file.toString().endsWith(".md"))) {
            var number = adr.getFileName().toString().substring(0, 4);
            var text = Tree.read(adr);
            if (!number.matches("\\d{4}") || !text.startsWith("# " + number + " ")) {
                wrong.add(adr + ": the file is named NNNN-some-words.md and its title begins '# NNNN '");
            }
            form.stream()
                    .filter(part -> !text.contains("\n" + part))
                    .forEach(part -> wrong.add(adr + ": lacks '" + part.strip() + "'"));
        }

        assertThat(wrong)
                .as("Remedy: the form of docs/adr/0001-single-module.md")
                .isEmpty();
    }

    @Test
    void everyDecisionHasItsOwnNumber() {
        assertThat(Tree.files(
                        file -> file.startsWith("docs/adr") && file.toString().endsWith(".md")))
                .as("Remedy: take the next free number")
                .extracting(adr -> adr.getFileName().toString().substring(0, 4))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyExcuseNamesADecision() {
        var excuse = Pattern.compile("@TooBig\\(adr = (\\d+)\\)");
        var decided = Tree.files(file -> file.startsWith("docs/adr")).stream()
                .map(adr -> adr.getFileName().toString().substring(0, 4))
                .toList();
        var excuses = Tree.java("src").stream()
                .flatMap(file -> excuse.matcher(Tree.read(file)).results())
                .map(found -> "%04d".formatted(Integer.valueOf(found.group(1))))
                .toList();

        assertThat(decided)
                .as("Remedy: write the ADR that says why this one is better whole")
                .containsAll(excuses);
    }

    @Test
    void everyMakeTargetSaysWhatItDoes() {
        assertNoLine(
                List.of(Path.of("Makefile")),
                (file, line) -> line.matches("[a-z][a-z-]*:(?!=).*") && !line.contains("## "),
                "make help is made of these. Remedy: end the target's line with ## and a short sentence");
    }

    private static boolean isIntroduced(Path info) {
        if (!Files.exists(info)) {
            return false;
        }
        var text = Tree.read(info);
        return text.contains("@NullMarked")
                && Pattern.compile("/\\*\\*[\\s*]*[A-Z@{][^.]{8,}\\.")
                        .matcher(text)
                        .find();
    }

    private static void assertNone(List<SourceForm.Piece> pieces, Predicate<SourceForm.Piece> isWrong, String remedy) {
        var wrong = pieces.stream()
                .filter(piece -> !piece.excused() && isWrong.test(piece))
                .map(piece -> piece + " (" + piece.lines() + " lines, " + piece.depth() + " deep)")
                .toList();

        assertThat(wrong).as(remedy).isEmpty();
    }

    private static void assertNoLine(List<Path> files, BiPredicate<Path, String> isWrong, String remedy) {
        var wrong = new ArrayList<String>();
        for (var file : files) {
            var lines = Tree.lines(file);
            IntStream.range(0, lines.size())
                    .filter(number -> isWrong.test(file, lines.get(number)))
                    .forEach(number -> wrong.add(
                            file + ":" + (number + 1) + " " + lines.get(number).strip()));
        }

        assertThat(wrong).as(remedy).isEmpty();
    }
}
