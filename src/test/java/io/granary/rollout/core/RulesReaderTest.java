// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.crd.v1alpha1.RolloutSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec means that leaves things out. */
class RulesReaderTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void withoutWavesThereIsACanaryForAnHourAndTheRestWithoutSoak() throws JsonProcessingException {
        var rules = rules("target: {image: {name: v1}}");

        assertThat(rules.waves()).extracting(Rules.Wave::name).containsExactly("canary", "rest");
        assertThat(rules.waves()).extracting(Rules.Wave::soak).containsExactly(Duration.ofHours(1), Duration.ZERO);
    }

    @Test
    void theLastWaveHasNothingBehindItToSoakFor() throws JsonProcessingException {
        var rules = rules("{target: {image: {name: v1}}, waves: [{name: few, select: {count: 3}}, {name: others}]}");

        assertThat(rules.waves()).extracting(Rules.Wave::name).containsExactly("few", "others");
        assertThat(rules.waves()).extracting(Rules.Wave::soak).containsExactly(Duration.ofHours(1), Duration.ZERO);
    }

    @Test
    void whoWantsTheLastWaveToSoakWritesSo() throws JsonProcessingException {
        var rules = rules("{target: {upgrade: {version: v1.8.2}}, waves: [{name: all, soak: 2h}]}");

        assertThat(rules.waves()).extracting(Rules.Wave::soak).containsExactly(Duration.ofHours(2));
    }

    /** Soaks are what makes a rollout last in a fleet that works within seconds, such as the demo's. */
    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesReachTheirEndWithinMinutes(File example) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(example)) {
            for (var document : documents.readAll()) {
                if (document.path("kind").asText().equals("Rollout")) {
                    var rules = read(YAML.treeToValue(document.path("spec"), RolloutSpec.class));

                    assertThat(rules.waves().stream().map(Rules.Wave::soak).reduce(Duration.ZERO, Duration::plus))
                            .isLessThan(Duration.ofMinutes(3));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxConcurrency: lots",
                "timeouts: {run: ''}",
                "timeouts: {run: 99999999999999999d}",
                "stage: {ahead: true, bytesPerSecondPerSite: 99999999999Gi}",
                "windows: {blackouts: [{name: x, from: 2026-02-31T00:00, until: 2026-03-01T00:00}]}"
            })
    void whatCannotBeReadIsRefusedWithASentence(String control) {
        assertThatThrownBy(() -> rules("target: {image: {name: v1}}\ncontrol: {" + control + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(write such as|is no number|beyond all measure).*");
    }

    static Stream<File> examples() throws IOException {
        try (var files = Files.list(Path.of("docs/examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).map(Path::toFile).sorted().toList().stream();
        }
    }

    private static Rules rules(String yaml) throws JsonProcessingException {
        return read(YAML.readValue(yaml, RolloutSpec.class));
    }

    private static Rules read(RolloutSpec spec) {
        return RulesReader.read("rollout-1", spec, Traits.SHARED, RulesReader.Kind.FORWARD);
    }
}
