// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of any object. One per list of conditions. */
final class ConditionsProjection {
    private static final int MOST = 64;

    private final Set<String> met = new HashSet<>(8);
    private String failure = "";
    private String firstFalse = "";
    private String type = "";
    private String status = "";
    private String words = "";

    static ConditionsProjection read(JsonCursor json) throws IOException {
        var conditions = new ConditionsProjection();
        if (JsonProjection.entersArray(json)) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (JsonProjection.enters(json)) {
                    conditions.condition(json);
                }
            }
        }
        return conditions;
    }

    /** True if the condition of this type is True. */
    boolean isMet(String wanted) {
        return met.contains(wanted);
    }

    /** What condition Failure says, else what the first condition says that is False; null for nothing. */
    @Nullable
    String complaint() {
        var said = failure.isEmpty() ? firstFalse : failure;
        return said.isEmpty() ? null : said;
    }

    private void condition(JsonCursor json) throws IOException {
        type = "";
        status = "";
        words = "";
        String field;
        while ((field = JsonProjection.field(json)) != null) {
            switch (field) {
                case "type" -> type = JsonProjection.text(json, 64);
                case "status" -> status = JsonProjection.text(json, 16);
                case "message" -> words = JsonProjection.text(json, JsonProjection.TEXT);
                default -> json.skipChildren();
            }
        }
        if (status.equals("True") && met.size() < MOST) {
            met.add(type);
        }
        if (status.equals("True") && (type.equals("Failure") || type.equals("RetryLimitExceeded"))) {
            failure = words;
        } else if (status.equals("False") && firstFalse.isEmpty()) {
            firstFalse = words;
        }
    }
}
