// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes a rollout, an image or a template reads what a field means where he writes it: kubectl explain. */
class FieldsAreDescribedTest {

    @ParameterizedTest
    @ValueSource(strings = {"rollouts", "rolloutapprovals", "images", "templates"})
    void everyFieldThatPeopleWriteHasADescription(String plural) throws IOException {
        var chart = Path.of("charts", "granary-crd", "templates", plural + ".granary.io.yaml");
        var definition = new YAMLMapper().readTree(chart.toFile());
        var missing = new ArrayList<String>();

        collect(definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), "spec", missing);

        assertThat(missing)
                .as("add @JsonPropertyDescription to the record, then make golden")
                .isEmpty();
    }

    private static void collect(JsonNode schema, String path, List<String> missing) {
        for (var property : schema.path("properties").properties()) {
            var field = path + "." + property.getKey();
            if (property.getValue().path("description").asText().isBlank()) {
                missing.add(field);
            }
            collect(property.getValue(), field, missing);
        }
        if (schema.has("items")) {
            collect(schema.path("items"), path + "[]", missing);
        }
    }
}
