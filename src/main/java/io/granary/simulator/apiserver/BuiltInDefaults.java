// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What kube-apiserver fills in for the kinds of its own that a hub writes. */
final class BuiltInDefaults {
    private BuiltInDefaults() {}

    static void onCreate(ResourceType type, ObjectNode object) {
        onWrite(type, object);
        switch (type.groupResource().toString()) {
            case "namespaces" -> {
                object.withObject("/spec").withArray("/finalizers").removeAll().add("kubernetes");
                object.withObject("/status").put("phase", "Active");
                Json.child(Json.child(object, "metadata"), "labels")
                        .put("kubernetes.io/metadata.name", Metadata.of(object).name());
            }
            case "services" -> {
                var spec = Json.child(object, "spec");
                fallback(spec, "type", "ClusterIP");
                fallback(spec, "sessionAffinity", "None");
            }
            case "persistentvolumeclaims" -> object.withObject("/status").put("phase", "Pending");
            case "pods" -> object.withObject("/status").put("phase", "Pending");
            default -> {}
        }
    }

    static void onWrite(ResourceType type, ObjectNode object) {
        switch (type.groupResource().toString()) {
            case "secrets" -> {
                fallback(object, "type", "Opaque");
                object.path("stringData")
                        .properties()
                        .forEach(entry -> Json.child(object, "data")
                                .put(
                                        entry.getKey(),
                                        Base64.getEncoder()
                                                .encodeToString(entry.getValue()
                                                        .asText()
                                                        .getBytes(StandardCharsets.UTF_8))));
                object.remove("stringData");
            }
            case "services" ->
                object.at("/spec/ports").forEach(port -> {
                    if (port instanceof ObjectNode each) {
                        fallback(each, "protocol", "TCP");
                        if (!each.has("targetPort") && each.has("port")) {
                            each.set("targetPort", each.get("port"));
                        }
                    }
                });
            default -> {}
        }
    }

    private static void fallback(ObjectNode object, String field, String value) {
        if (!object.hasNonNull(field)) {
            object.put(field, value);
        }
    }
}
