// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.StatusProblem.Cause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The spec of a VirtualMachineQuery, as sent.
 *
 * @param format empty when the Accept header decides
 */
record QuerySpec(
        String text,
        String labelSelector,
        String fieldSelector,
        List<String> sites,
        List<String> sort,
        List<String> facets,
        int facetLimit,
        int limit,
        String continueToken,
        Optional<Format> format) {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(65_536)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS = Set.of(
            "text",
            "labelSelector",
            "fieldSelector",
            "sites",
            "sort",
            "facets",
            "facetLimit",
            "limit",
            "continue",
            "format");

    /** How the answer is written. */
    enum Format {
        JSON,
        CSV,
        NDJSON
    }

    /**
     * Reads a body.
     *
     * @throws StatusProblem 400 for what is not a VirtualMachineQuery, 422 naming the fields that are wrong
     */
    static QuerySpec of(byte[] body) {
        var query = parse(body);
        var kind = query.path("kind").asText("");
        var version = query.path("apiVersion").asText("");
        if (!kind.equals(ApiKinds.QUERIES.kind()) || !version.equals(ApiKinds.GROUP_VERSION)) {
            throw StatusProblem.badRequest(
                    "the body is to be kind " + ApiKinds.QUERIES.kind() + " of apiVersion " + ApiKinds.GROUP_VERSION);
        }
        return new Reader(query.path("spec")).read();
    }

    private static JsonNode parse(byte[] body) {
        try {
            var query = JSON.readTree(body);
            if (query != null && query.isObject()) {
                return query;
            }
        } catch (JsonProcessingException garbled) {
            var at = garbled.getLocation();
            var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw StatusProblem.badRequest("the body is not well-formed JSON" + where);
        } catch (IOException garbled) {
            throw StatusProblem.badRequest("the body is not well-formed JSON");
        }
        throw StatusProblem.badRequest("the body is to be one JSON object");
    }

    static StatusProblem invalid(List<Cause> causes) {
        return StatusProblem.invalid(ApiKinds.GROUP, ApiKinds.QUERIES.kind(), causes);
    }

    /** Reads field by field, and tells all that is wrong at once. */
    private static final class Reader {
        private final JsonNode spec;
        private final List<Cause> causes = new ArrayList<>();

        Reader(JsonNode spec) {
            this.spec = spec;
        }

        QuerySpec read() {
            if (!spec.isMissingNode() && !spec.isObject()) {
                throw invalid(List.of(Cause.invalid("spec", spec.toString(), "an object is allowed")));
            }
            spec.fieldNames().forEachRemaining(name -> {
                if (!FIELDS.contains(name)) {
                    causes.add(Cause.unsupported(
                            "spec", name, FIELDS.stream().sorted().toList()));
                }
            });
            var read = new QuerySpec(
                    text("text"),
                    text("labelSelector"),
                    text("fieldSelector"),
                    texts("sites", 1_000),
                    texts("sort", 4),
                    texts("facets", 32),
                    number("facetLimit", 1, 1_000, 10),
                    number("limit", 0, 500, 50),
                    text("continue"),
                    format());
            if (!causes.isEmpty()) {
                throw invalid(causes);
            }
            return read;
        }

        private String text(String field) {
            var value = spec.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
                causes.add(Cause.invalid("spec." + field, value.toString(), "a string is allowed"));
            }
            return value.asText("");
        }

        private List<String> texts(String field, int most) {
            var value = spec.path(field);
            var texts = new ArrayList<String>();
            value.forEach(one -> texts.add(one.asText("")));
            var right = value.isMissingNode() || value.isNull() || value.isArray();
            if (!right || texts.size() > most || texts.contains("")) {
                var allowed = "a list of at most " + most + " strings is allowed";
                causes.add(Cause.invalid("spec." + field, value.toString(), allowed));
            }
            return List.copyOf(texts);
        }

        private int number(String field, int least, int most, int usual) {
            var value = spec.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return usual;
            }
            if (!value.canConvertToInt()
                    || !value.isIntegralNumber()
                    || value.asInt() < least
                    || value.asInt() > most) {
                var allowed = "a whole number from " + least + " to " + most + " is allowed";
                causes.add(Cause.invalid("spec." + field, value.toString(), allowed));
            }
            return value.asInt(usual);
        }

        private Optional<Format> format() {
            var value = text("format");
            return switch (value) {
                case "" -> Optional.empty();
                case "JSON" -> Optional.of(Format.JSON);
                case "CSV" -> Optional.of(Format.CSV);
                case "NDJSON" -> Optional.of(Format.NDJSON);
                case String other -> {
                    causes.add(Cause.unsupported("spec.format", other, List.of("CSV", "JSON", "NDJSON")));
                    yield Optional.empty();
                }
            };
        }
    }
}
