// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The groups that other API servers serve for this one. */
class Aggregation {
    /** Where requests of a group and version go. */
    interface Remote {
        void forward(HttpServerRequest request, String path, User user);
    }

    Optional<Remote> of(ApiRequest asked) {
        return Optional.empty();
    }

    byte[] groups(CatalogDocuments documents) {
        return documents.groups();
    }

    byte[] aggregatedGroups(CatalogDocuments documents) {
        return documents.aggregatedGroups();
    }

    Optional<byte[]> group(String group, CatalogDocuments documents) {
        return documents.group(group);
    }

    ObjectNode openApiIndex(CatalogDocuments documents) {
        return documents.openApiIndex();
    }

    Optional<JsonNode> openApi(String name) {
        return Optional.empty();
    }
}
