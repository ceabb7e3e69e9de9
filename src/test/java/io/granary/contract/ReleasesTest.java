// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.HubObject;
import io.granary.kube.Wire;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was written to earlier releases stays valid and is read without loss. {@code ReleasesContract} asks the same of
 * API servers.
 */
class ReleasesTest {
    private static final String SCHEMA = "/schema/openAPIV3Schema";
    private static final Map<String, JsonNode> NOW =
            Release.now().stream().collect(Collectors.toMap(ReleasesTest::name, Function.identity()));

    static Stream<Release> releases() {
        return Release.all();
    }

    static Stream<Arguments> definitions() {
        return Release.all()
                .flatMap(release -> release.definitions().stream()
                        .map(one -> Arguments.of(Named.of(release + ": " + name(one), one))));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatWasValidStaysValid(Release release) {
        var broken = release.definitions().stream()
                .flatMap(before -> SchemaPromise.broken(before, NOW.get(name(before))).stream())
                .toList();

        assertThat(NOW)
                .containsKeys(
                        release.definitions().stream().map(ReleasesTest::name).toArray(String[]::new));
        assertThat(broken)
                .as("what %s allowed; whatever is narrowed all the same is said in its narrowed.txt", release)
                .allMatch(one -> release.narrowed().stream()
                        .anyMatch(accepted -> accepted.matcher(one).matches()));
        assertThat(release.narrowed())
                .as("what was narrowed no longer")
                .allMatch(accepted ->
                        broken.stream().anyMatch(one -> accepted.matcher(one).matches()));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyFieldOfBeforeIsReadAndWrittenAgain(JsonNode before) throws Exception {
        var object = sample(before);

        HubObject<Object, Object> read = Wire.mapper()
                .treeToValue(object, Release.type(object.path("kind").asText()).type());

        var written = Wire.mapper().readTree(Wire.mapper().writeValueAsBytes(read));
        assertThat(written.path("spec")).isEqualTo(object.path("spec"));
        assertThat(written.path("status")).isEqualTo(object.path("status"));
    }

    @Test
    void aPromiseThatIsBrokenIsTold() {
        var before = NOW.get("images.granary.io");
        ObjectNode after = before.deepCopy();
        var spec = (ObjectNode) after.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        ((ObjectNode) spec.path("properties")).remove("file");
        ((ObjectNode) spec.at("/properties/displayName")).put("maxLength", 9);
        spec.putArray("required").add("sha512");

        assertThat(SchemaPromise.broken(before, after))
                .containsExactly(
                        "images.granary.io v1alpha1.spec.sha512: is required. Remedy: let it be absent",
                        "images.granary.io v1alpha1.spec.displayName: maxLength is 9. Remedy: allow what was allowed:"
                                + " 253",
                        "images.granary.io v1alpha1.spec.file: is gone, and what people wrote there would be pruned."
                                + " Remedy: keep it, and say what replaces it");
    }

    private static ObjectNode sample(JsonNode definition) {
        var version = definition.at("/spec/versions/0");
        var later = NOW.get(name(definition)).at("/spec/versions/0" + SCHEMA);
        ObjectNode object = SchemaSample.of(version.at(SCHEMA), later).deepCopy();
        object.put("apiVersion", "granary.io/" + version.path("name").asText());
        object.put("kind", definition.at("/spec/names/kind").asText());
        object.putObject("metadata").put("namespace", "fleet-default").put("name", "sample");
        if (object.path("status").isEmpty()) {
            object.remove("status");
        }
        return object;
    }

    private static String name(JsonNode definition) {
        return definition.at("/metadata/name").asText();
    }
}
