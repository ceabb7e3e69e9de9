// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.TemplateSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateExampleTest {
    /** Refuses fields that the records do not have. */
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void theExampleInTheDocsIsWithoutAMistake() throws IOException {
        var documents = documents();
        var template = YAML.treeToValue(documents.get(0).path("spec"), TemplateSpec.class);
        var rollout = YAML.treeToValue(documents.get(1).path("spec"), RolloutSpec.class);
        var found = new TemplateCheck(new CloudConfig()).check(template);

        assertThat(found.keys()).isEmpty();
        assertThat(found.cloudInit()).isEmpty();
        assertThat(found.parameters()).isEmpty();
        assertThat(found.fingerprints()).hasSize(1);
        assertThat(rollout.target().template().name())
                .isEqualTo(documents.get(0).at("/metadata/name").asText());
    }

    static List<JsonNode> documents() throws IOException {
        var file = Path.of("docs/examples/template-to-stores.yaml").toFile();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file)) {
            return documents.readAll();
        }
    }
}
