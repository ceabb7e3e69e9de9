// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The types a CRD declares. */
final class CustomTypes {
    private CustomTypes() {}

    static List<ResourceType> of(JsonNode definition) {
        return List.of();
    }
}
