// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The charts as Helm sees them. {@code make golden} (-Dgolden=write) writes the golden files anew. */
class ChartTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/chart");
    private static final Path SETTINGS = Path.of("docs/reference/config.md");

    static Stream<Map.Entry<String, Map<String, Object>>> installations() {
        return Stream.of(
                Map.entry("default", Map.of()),
                Map.entry(
                        "view-only",
                        Map.of(
                                "replicas", 1,
                                "rollouts.enabled", false,
                                "directSites.enabled", false,
                                "persistence.enabled", false,
                                "networkPolicy.enabled", false,
                                "ui.enabled", false,
                                "api.apiService", false)),
                Map.entry("everything", everything()));
    }

    static Map<String, Object> everything() {
        return Map.ofEntries(
                Map.entry("global.cattle.systemDefaultRegistry", "registry.example.com"),
                Map.entry("image.digest", "sha256:" + "0".repeat(64)),
                Map.entry("rancher.url", "https://rancher.example.com"),
                Map.entry("rancher.caConfigMap.name", "rancher-ca"),
                Map.entry("imports.enabled", true),
                Map.entry("library.ingress.enabled", true),
                Map.entry("library.ingress.host", "images.example.com"),
                Map.entry("library.ingress.tlsSecret", "images-tls"),
                Map.entry("library.s3.endpoint", "https://s3.example.com"),
                Map.entry("library.s3.secret", "images-s3"),
                Map.entry("policies.secrets.fleet-default[0]", "backups"),
                Map.entry("persistence.accessMode", "ReadWriteMany"),
                Map.entry("traces.endpoint", "http://collector.example.com:4318"),
                Map.entry("events.kafka.bootstrapServers", "kafka.example.com:9092"),
                Map.entry("monitoring.serviceMonitor.enabled", true),
                Map.entry("monitoring.prometheusRule.enabled", true),
                Map.entry("monitoring.dashboard.enabled", true),
                Map.entry("networkPolicy.apiServerCIDRs[0]", "10.1.0.0/24"),
                Map.entry("networkPolicy.siteCIDRs[0]", "10.64.0.0/10"),
                Map.entry("settings.GRANARY_INVENTORY_LIST_DEADLINE", "90s"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("installations")
    void rendersAsReviewed(Map.Entry<String, Map<String, Object>> installation) throws IOException {
        var rendered = Charts.render(Charts.HUB, installation.getValue());
        var golden = GOLDEN.resolve(installation.getKey() + ".yaml");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, rendered);
        }

        assertThat(golden).as("run make golden, and review the difference").hasContent(rendered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"granary", "granary-crd"})
    void helmFindsNothingToComplainAbout(String chart) {
        var result = new Helm(Path.of("charts", chart)).lint().strict().call();

        assertThat(result.getMessages())
                .filteredOn(said -> !said.startsWith("[INFO]"))
                .isEmpty();
        assertThat(result.isFailed()).isFalse();
    }

    @Test
    void theChartOfTheKindsBringsTheGeneratedOnesAndNothingElse() throws IOException {
        var rendered = Charts.parsed(Charts.render(Charts.DEFINITIONS, Map.of()));

        try (var files = Files.list(Charts.DEFINITIONS.resolve("templates"))) {
            assertThat(rendered)
                    .containsExactlyInAnyOrderElementsOf(files.flatMap(file -> Charts.parsed(text(file)).stream())
                            .toList());
        }
        assertThat(rendered).extracting(one -> one.path("kind").asText()).containsOnly("CustomResourceDefinition");
    }

    @ParameterizedTest
    @CsvSource({
        "replicas, 0",
        "replica, 2",
        "rancher.url, rancher",
        "persistence.accessMode, ReadOnlyMany",
        "library.s3.endpoint, https://s3.example.com",
        "library.ingress.enabled, true",
        "image.digest, latest",
        "events.webhook.url, hooks.example.com",
        "settings.HOME, /root"
    })
    void refusesWhatCannotBe(String value, String given) {
        assertThatThrownBy(() -> Charts.render(Charts.HUB, Map.of(value, given)))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void eventsGoToAWebhookOrToABroker() {
        var webhook = Map.<String, Object>of(
                "events.webhook.url", "https://hooks.example.com/granary", "events.webhook.secret.name", "hooks");
        var both = new TreeMap<>(webhook);
        both.put("events.kafka.bootstrapServers", "kafka.example.com:9092");

        assertThat(Charts.environment("granary-0", webhook))
                .containsEntry("GRANARY_BUS_CONNECTOR", "granary-webhook")
                .containsEntry("GRANARY_BUS_WEBHOOK_URL", "https://hooks.example.com/granary");
        assertThat(Charts.render(Charts.HUB, webhook)).contains("key: authorization", "name: hooks");
        assertThatThrownBy(() -> Charts.render(Charts.HUB, both)).hasMessageContaining("schema");
    }

    @Test
    void theSchemaKnowsEveryValueAndTheValuesFitIt() throws IOException {
        var json = new ObjectMapper();
        var schema = json.readTree(Charts.HUB.resolve("values.schema.json").toFile());
        var values = Charts.YAML.readTree(Charts.HUB.resolve("values.yaml").toFile());

        var complaints = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(schema)
                .validate(values);

        assertThat(complaints).isEmpty();
        assertThat(paths("", values)).containsExactlyElementsOf(declared("", schema.path("properties")));
    }

    @Test
    void asksOnlyForValuesThatThereAre() throws IOException {
        var values = Charts.YAML.readTree(Charts.HUB.resolve("values.yaml").toFile());
        var asked = Charts.YAML
                .readTree(Charts.HUB.resolve("questions.yaml").toFile())
                .findValuesAsText("variable");

        assertThat(asked).isNotEmpty().allSatisfy(variable -> {
            var value = values.at("/" + variable.replace('.', '/'));
            assertThat(value.isMissingNode()).as(variable).isFalse();
        });
    }

    @Test
    void setsOnlyWhatTheHubKnows() throws IOException {
        var known = Pattern.compile("`(GRANARY_[A-Z0-9_]+)`")
                .matcher(Files.readString(SETTINGS))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        for (var installation : installations().toList()) {
            var hub = Charts.only(Charts.objects(installation.getValue()), "Deployment", "granary");
            var set = hub.at("/spec/template/spec/containers/0/env").findValuesAsText("name").stream()
                    .filter(name -> name.startsWith("GRANARY_"));
            assertThat(set).isSubsetOf(known);
        }
    }

    @Test
    void theDefaultsFitTheVersionOfTheBuild() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var version = Pattern.compile("<artifactId>granary</artifactId>\\s*<version>([0-9.]+)(-SNAPSHOT)?<")
                .matcher(pom);
        assertThat(version.find()).isTrue();

        for (var chart : new Path[] {Charts.HUB, Charts.DEFINITIONS}) {
            var meta = Charts.YAML.readTree(chart.resolve("Chart.yaml").toFile());
            assertThat(meta.path("version").asText()).isEqualTo(version.group(1));
            assertThat(meta.path("appVersion").asText()).isEqualTo(version.group(1));
        }
    }

    private static TreeSet<String> paths(String above, JsonNode values) {
        var found = new TreeSet<String>();
        for (var field : values.properties()) {
            var path = above + "/" + field.getKey();
            found.add(path);
            if (!above.startsWith("/resources") && !field.getKey().equals("labels")) {
                found.addAll(paths(path, field.getValue()));
            }
        }
        return found;
    }

    private static TreeSet<String> declared(String above, JsonNode properties) {
        var found = new TreeSet<String>();
        for (var field : properties.properties()) {
            var path = above + "/" + field.getKey();
            found.add(path);
            found.addAll(declared(path, field.getValue().path("properties")));
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
