// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Finds the sentence for people in an error of Kubernetes, Rancher or a proxy before them. */
final class ServerWords {
    private static final int MOST = 160;

    private ServerWords() {}

    /** At most 160 characters, on one line; the empty string where there are none. */
    static String of(byte[] body) {
        if (body.length == 0) {
            return "";
        }
        try {
            var tree = Wire.mapper().readTree(body);
            if (tree != null && tree.isObject()) {
                return PlainText.of(message(tree), MOST);
            }
        } catch (IOException notJson) {
            // Rancher also answers in plain text, and proxies in HTML.
        }
        var text = new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.UTF_8);
        return PlainText.of(text.replaceAll("<[^>]{0,200}>", " "), MOST);
    }

    private static String message(JsonNode tree) {
        return tree.path("message").asText(tree.path("Message").asText(""));
    }
}
