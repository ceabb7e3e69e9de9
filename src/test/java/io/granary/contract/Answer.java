// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a server answered; the body is parsed when it is JSON. */
record Answer(int code, JsonNode body, List<String> warnings, String contentType, String etag) {
    String at(String pointer) {
        return body.at(pointer).asText();
    }

    String reason() {
        return at("/reason");
    }

    String message() {
        return at("/message");
    }

    /** {@code field|reason|message} of every cause. */
    List<String> causes() {
        return body.at("/details/causes")
                .valueStream()
                .map(each ->
                        each.path("field").asText() + "|" + each.path("reason").asText() + "|"
                                + each.path("message").asText())
                .toList();
    }
}
