// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The OpenAPI document of the extension API, from which clients make their types, lies in docs/reference. */
class OpenApiReferenceTest {
    private static final Path PAGE = Path.of("docs/reference/inventory-openapi.json");

    @Test
    void theDocumentIsWhatTheHubServes() throws IOException {
        var served = OpenApi.v3().toPrettyString() + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, served);
        }

        assertThat(PAGE).as("write it anew by `make docs`").content().isEqualTo(served);
    }
}
