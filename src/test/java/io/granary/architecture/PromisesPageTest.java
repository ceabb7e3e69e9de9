// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises and races of the page on testing name tests and stories that exist. */
class PromisesPageTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");
    private static final Pattern STORIES = Pattern.compile("stor(?:y|ies) (\"[^\"]+\"(?:, \"[^\"]+\")*)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    @Test
    void everyPromiseAndEveryRaceHasItsRow() {
        var numbers = rows().stream().map(row -> row.split(" ")[1]).toList();

        assertThat(numbers).containsAll(numbered("S", 26)).containsAll(numbered("R", 24));
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        var sources = sources();
        var missing = new ArrayList<String>();
        for (var row : rows()) {
            assertThat(TEST.matcher(row).find()).as(row).isTrue();
            TEST.matcher(row)
                    .results()
                    .filter(name -> !exists(sources, name.group(1), name.group(2)))
                    .forEach(name -> missing.add(name.group()));
        }

        assertThat(missing)
                .as("Remedy: name in docs/development/testing.md the test that proves it now")
                .isEmpty();
    }

    @Test
    void everyStoryThatIsNamedIsTold() throws IOException {
        var named = rows().stream()
                .flatMap(row -> STORIES.matcher(row).results())
                .flatMap(stories -> QUOTED.matcher(stories.group(1)).results())
                .map((MatchResult title) -> title.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(titles()).containsAll(named);
    }

    private static boolean exists(Map<String, String> sources, String test, String method) {
        var source = sources.get(test);
        return source != null && (method == null || source.contains("void " + method + "("));
    }

    private static List<String> numbered(String letter, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> letter + number)
                .toList();
    }

    /** Lines of the two tables whose last word is a proof. */
    private static List<String> rows() {
        return Tree.read(Path.of("docs/development/testing.md"))
                .lines()
                .filter(line -> line.matches("\\| [SR]\\d+ .*"))
                .toList();
    }

    private static Map<String, String> sources() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), Tree::read, (one, two) -> one));
        }
    }

    private static Set<String> titles() throws IOException {
        try (var files = Files.list(Path.of("docs/stories"))) {
            return files.map(file -> Tree.read(file).lines().findFirst().orElse(""))
                    .collect(Collectors.toSet());
        }
    }
}
