// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** JSON as it comes from and goes to API servers: strict in form, lenient towards fields that are not known. */
public final class Wire {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY)
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setSerializationInclusion(JsonInclude.Include.NON_NULL);

    static {
        // To a validation rule an empty list is there, where nobody wrote one.
        var filled = JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS);
        MAPPER.configOverride(List.class).setInclude(filled);
        MAPPER.configOverride(Map.class).setInclude(filled);
    }

    private Wire() {}

    /** Parsers that bound depth (64), strings (1 MiB) and numbers, and refuse a key that occurs twice. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** For the hub's own objects, which an older or newer Granary may have written: unknown fields are skipped. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads one object.
     *
     * @throws ApiProblem.Failure of kind REJECTED where the bytes are not that
     */
    public static <T> T read(byte[] json, Class<T> type) {
        return read(json, MAPPER.constructType(type));
    }

    static <T> T read(byte[] json, JavaType type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw rejected("null");
            }
            return value;
        } catch (IOException broken) {
            throw rejected(broken.getClass().getSimpleName());
        }
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ApiProblem.Failure rejected(String what) {
        return new ApiProblem.Failure(new ApiProblem(
                ApiProblem.Kind.REJECTED, "The answer is not the JSON that was expected (" + what + ")"));
    }
}
