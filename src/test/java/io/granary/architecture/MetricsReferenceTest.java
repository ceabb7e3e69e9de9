// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of metrics says what the code measures. {@code make docs} (-Dgolden=write) writes it anew. */
class MetricsReferenceTest {
    private static final Path PAGE = Path.of("docs/reference/metrics.md");
    private static final Pattern METER =
            Pattern.compile("(Gauge|Counter|FunctionCounter|Timer)\\.builder\\(\\s*\"(granary[^\"]*)\"([^;]*?);");
    private static final Pattern DESCRIPTION = Pattern.compile("\\.description\\(\\s*\"([^\"]*)\"");
    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"([^\"]*)\"\\)");
    private static final Pattern LABEL = Pattern.compile("\\.tag\\(\"([^\"]*)\"");
    private static final Pattern USED = Pattern.compile("\\bgranary_[a-z0-9_]+\\b");

    @Test
    void everyMetricIsOnThePage() throws IOException {
        var rows = metrics().values().stream().collect(Collectors.joining());
        var page = """
                # Metrics

                This page is written by `make docs` from the code.

                At `/q/metrics` on the management port, in Prometheus' form, besides those of the Java machine
                (`jvm_...`, `process_...`). No metric has a label for a site, an object or a user: what a site has to
                say stands in the conditions of its Site, and what was done there in the
                [audit log](../how-to/operate.md).

                | metric | kind | labels | what it counts |
                |---|---|---|---|
                """ + rows;
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("The code has changed and its page has not. Remedy: make docs, and read the difference")
                .exists()
                .hasContent(page);
    }

    @Test
    void alertsAndDashboardUseOnlyMetricsThatThereAre() throws IOException {
        for (var file : List.of("charts/granary/files/alerts.yaml", "charts/granary/files/dashboard.json")) {
            var used = USED.matcher(Files.readString(Path.of(file))).results().map(found -> found.group());

            assertThat(used).as(file).isNotEmpty().isSubsetOf(metrics().keySet());
        }
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        var books = Pattern.compile("runbook: (\\S+)")
                .matcher(Files.readString(Path.of("charts/granary/files/alerts.yaml")))
                .results()
                .map(found -> Path.of("docs/runbooks", found.group(1) + ".md"));

        assertThat(books).isNotEmpty().allSatisfy(book -> assertThat(book).exists());
    }

    private static Map<String, String> metrics() {
        var found = new TreeMap<String, String>();
        for (var file : Tree.java("src/main")) {
            if (!file.startsWith("src/main/java/io/granary/simulator")) {
                METER.matcher(Tree.read(file)).results().forEach(meter -> {
                    var name = name(meter.group(1), meter.group(2), first(UNIT, meter.group(3)));
                    found.put(name, row(name, meter.group(1), meter.group(3)));
                });
            }
        }
        return found;
    }

    /** As Micrometer names it for Prometheus. */
    private static String name(String kind, String name, String unit) {
        var plain = name.replace('.', '_');
        var suffixed = unit.isEmpty() || plain.endsWith("_" + unit) ? plain : plain + "_" + unit;
        return kind.endsWith("Counter") ? suffixed + "_total" : suffixed;
    }

    private static String row(String name, String kind, String chain) {
        var labels = LABEL.matcher(chain).results().map(found -> "`" + found.group(1) + "`");
        var description = first(DESCRIPTION, chain);
        assertThat(description).as("the description of " + name).isNotEmpty();
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        name,
                        kind.endsWith("Counter") ? "counter" : kind.toLowerCase(java.util.Locale.ROOT),
                        labels.collect(Collectors.joining(", ")),
                        description);
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
