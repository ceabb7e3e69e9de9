// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on security names tests that exist, and leaves no line without a test or a reason. */
class SecurityPageTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        var tests = tests();

        assertThat(rows())
                .hasSizeGreaterThan(30)
                .flatExtracting(row -> names(proof(row)))
                .as("Remedy: name the test that proves it now, or say why there is none")
                .isSubsetOf(tests);
    }

    @Test
    void everyLineHasATestOrTheReasonWhyThereIsNone() {
        assertThat(rows())
                .as("Remedy: name a test in the last column, or write \"No test: ...\" and a dash")
                .allMatch(row -> proof(row).equals("-") ? row.contains("No ") && row.contains("test") : namesOnly(row));
    }

    private static boolean namesOnly(String row) {
        return !names(proof(row)).isEmpty()
                && NAME.matcher(proof(row)).replaceAll("").replace(",", "").isBlank();
    }

    /** Lines of tables, without their heads. */
    private static List<String> rows() {
        return Tree.read(Path.of("docs/explanation/security.md"))
                .lines()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---") && !line.endsWith("| Proven by |"))
                .toList();
    }

    private static String proof(String row) {
        var cells = row.split("\\|", -1);
        return cells[cells.length - 2].strip();
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell)
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList();
    }

    private static Set<String> tests() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
