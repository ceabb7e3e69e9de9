// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a request asks of a list: which objects, in which order, which page of them, and without which fields. */
record SteveQuery(Predicate<JsonNode> wanted, Comparator<JsonNode> order, int page, int pageSize, List<String> left) {
    private static final int LIMIT = 100_000;

    /** One page of a list. */
    record Page(List<ObjectNode> objects, int count, int pages) {}

    /** @throws IllegalArgumentException when it cannot be understood; for people */
    static SteveQuery of(MultiMap parameters) {
        Predicate<JsonNode> wanted = object -> true;
        for (var filter : parameters.getAll("filter")) {
            wanted = wanted.and(SteveFilter.parse(filter));
        }
        for (var namespaces : parameters.getAll("projectsornamespaces")) {
            wanted = wanted.and(SteveFilter.namespaces(namespaces));
        }
        // As in projectsornamespaces!=a, whose name ends with the exclamation mark.
        for (var namespaces : parameters.getAll("projectsornamespaces!")) {
            wanted = wanted.and(SteveFilter.namespaces(namespaces).negate());
        }
        for (var selector : parameters.getAll("labelSelector")) {
            wanted = wanted.and(labels(selector));
        }
        return new SteveQuery(
                wanted,
                order(parameters.get("sort") == null ? "" : parameters.get("sort")),
                number(parameters.get("page"), 1),
                number(parameters.get("pagesize"), LIMIT),
                parameters.getAll("exclude"));
    }

    Page apply(List<ObjectNode> all) {
        var found = new ArrayList<>(all.stream().filter(wanted).toList());
        found.sort(order);
        var pages = Math.max(1, (found.size() + pageSize - 1) / pageSize);
        var from = Math.min((page - 1L) * pageSize, found.size());
        var to = Math.min(from + pageSize, found.size());
        var objects = found.subList((int) from, (int) to);
        objects.forEach(this::leaveOut);
        return new Page(objects, found.size(), pages);
    }

    private void leaveOut(ObjectNode object) {
        for (var field : left) {
            var dot = field.lastIndexOf('.');
            var parent =
                    dot < 0 ? object : object.at("/" + field.substring(0, dot).replace('.', '/'));
            if (parent instanceof ObjectNode found) {
                found.remove(field.substring(dot + 1));
            }
        }
    }

    private static Comparator<JsonNode> order(String sort) {
        Comparator<JsonNode> order = (_, _) -> 0;
        for (var field : sort.split(",")) {
            if (!field.isBlank()) {
                var path = FieldPath.parse(field.startsWith("-") ? field.substring(1) : field);
                var by = Comparator.comparing((JsonNode object) -> first(path, object), SteveQuery::compare);
                order = order.thenComparing(field.startsWith("-") ? by.reversed() : by);
            }
        }
        return order;
    }

    private static String first(FieldPath path, JsonNode object) {
        return path.find(object).stream().map(JsonNode::asText).findFirst().orElse("");
    }

    /** Numbers as numbers. */
    private static int compare(String one, String other) {
        var number = "-?[0-9]{1,15}(\\.[0-9]+)?";
        return one.matches(number) && other.matches(number)
                ? Double.compare(Double.parseDouble(one), Double.parseDouble(other))
                : one.compareTo(other);
    }

    /** {@code a=b,c!=d,e}: all of them. */
    static Predicate<JsonNode> labels(String selector) {
        return Arrays.stream(selector.split(","))
                .filter(term -> !term.isBlank())
                .map(term -> SteveFilter.parse(
                        term.strip().replaceFirst("^(!?)([A-Za-z0-9._/-]+)", "$1metadata.labels[$2]")))
                .reduce(object -> true, Predicate::and);
    }

    private static int number(@Nullable String text, int otherwise) {
        return text != null && text.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(text) : otherwise;
    }
}
