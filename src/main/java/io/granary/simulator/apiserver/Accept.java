// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client accepts: the first media type of its list that can be served (apiserver {@code negotiation}). */
record Accept(Representation.Shape shape, String includeObject) {
    private static final Accept PLAIN = new Accept(Representation.Shape.PLAIN, "");

    static Accept of(@Nullable String header, String includeObject) {
        if (header == null || header.isBlank()) {
            return PLAIN;
        }
        for (var clause : header.split(",")) {
            var parameters = parameters(clause);
            var media = clause.split(";")[0].strip();
            if (media.equals("application/json") || media.equals("*/*") || media.equals("application/*")) {
                var found = shape(parameters);
                if (found != null) {
                    return new Accept(found, includeObject);
                }
            }
        }
        throw StatusException.of(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json;as=Table;v=v1;g=meta.k8s.io,"
                        + " application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json");
    }

    private static Representation.@Nullable Shape shape(Map<String, String> parameters) {
        var as = parameters.getOrDefault("as", "");
        if (!as.isEmpty() && !parameters.getOrDefault("g", "").equals("meta.k8s.io")) {
            return null;
        }
        return switch (as) {
            case "" -> Representation.Shape.PLAIN;
            case "Table" -> parameters.getOrDefault("v", "").equals("v1") ? Representation.Shape.TABLE : null;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Representation.Shape.METADATA;
            default -> null;
        };
    }

    static Map<String, String> parameters(String clause) {
        var found = new TreeMap<String, String>();
        for (var part : clause.split(";")) {
            var at = part.indexOf('=');
            if (at > 0) {
                found.put(
                        part.substring(0, at).strip().toLowerCase(Locale.ROOT),
                        part.substring(at + 1).strip());
            }
        }
        return found;
    }
}
