// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.FacetRequest.By;
import io.granary.inventory.core.FacetRequest.ByField;
import io.granary.inventory.core.FacetRequest.ByLabel;
import io.granary.inventory.core.FacetRequest.ByLabelKey;
import io.granary.inventory.core.FacetRequest.BySiteLabel;
import io.granary.inventory.core.Facets;
import io.granary.inventory.core.Field;
import io.granary.inventory.core.Order;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The words for columns in a query, and the counts in its answer. */
final class QueryFields {
    private static final String LABEL = "label:";
    private static final String SITE_LABEL = "siteLabel:";
    private static final String LABEL_KEYS = "labelKeys";

    private QueryFields() {}

    static List<Order> orders(List<String> sort) {
        return sort.stream()
                .map(text -> text.startsWith("-")
                        ? Order.descending(field(text.substring(1)))
                        : Order.ascending(field(text)))
                .toList();
    }

    static List<By> facets(List<String> facets) {
        return facets.stream().map(QueryFields::facet).toList();
    }

    private static By facet(String text) {
        if (text.startsWith(LABEL)) {
            return new ByLabel(key(text, LABEL));
        }
        if (text.startsWith(SITE_LABEL)) {
            return new BySiteLabel(key(text, SITE_LABEL));
        }
        return text.equals(LABEL_KEYS) ? new ByLabelKey() : new ByField(field(text));
    }

    private static String key(String text, String prefix) {
        var key = text.substring(prefix.length());
        if (key.isEmpty() || key.length() > 317) {
            throw new BadQuery(prefix + " is followed by the key of a label, of 1 to 317 characters");
        }
        return key;
    }

    private static String word(By by) {
        return switch (by) {
            case ByField(var field) -> field.path();
            case ByLabel(var key) -> LABEL + key;
            case BySiteLabel(var key) -> SITE_LABEL + key;
            case ByLabelKey() -> LABEL_KEYS;
        };
    }

    private static Field field(String path) {
        return Field.ofPath(path)
                .orElseThrow(() -> new BadQuery("no such field; allowed are "
                        + Arrays.stream(Field.values()).map(Field::path).collect(Collectors.joining(", "))));
    }

    static void write(JsonGenerator json, Facets facets) throws IOException {
        json.writeArrayFieldStart("facets");
        for (var facet : facets.facets()) {
            json.writeStartObject();
            json.writeStringField("field", word(facet.by()));
            json.writeNumberField("distinct", facet.distinct());
            json.writeArrayFieldStart("values");
            for (var count : facet.counts()) {
                json.writeStartObject();
                json.writeStringField("value", count.value());
                json.writeNumberField("count", count.rows());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
