// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/**
 * What Quarkus makes the plain manifests from is what the chart renders with its defaults; {@code PlainManifestsIT}
 * looks at what comes out. {@code make golden} (-Dgolden=write) writes it anew.
 */
class PlainManifestsTest {
    private static final Path BASE = Path.of("src/main/kubernetes/kubernetes.yml");

    @Test
    void theirBaseIsTheChartWithItsDefaults() throws IOException {
        var wanted = Charts.plain();
        // Quarkus looks for the container by the name of the application, and gives it the one of the chart.
        var container = wanted.get("Deployment granary-system/granary").at("/spec/template/spec/containers/0");
        ((ObjectNode) container).put("name", "granary");
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(BASE.getParent());
            Files.writeString(BASE, written(wanted.values()));
        }

        assertThat(Charts.plain(Charts.parsed(Files.readString(BASE))))
                .as("the chart has changed: run make golden, and review the difference")
                .isEqualTo(wanted);
    }

    /** The words stand within the first document, since Quarkus takes what is above it for one more. */
    private static String written(Collection<JsonNode> objects) throws IOException {
        var text = new StringBuilder();
        for (var object : objects) {
            text.append(Charts.YAML.writeValueAsString(object));
        }
        return "---\n" + """
                # What the chart renders with its defaults, for those who do not use Helm. Written by make
                # golden: change the chart. Quarkus adds the image, and writes target/kubernetes/kubernetes.yml.
                """ + text.substring("---\n".length());
    }
}
