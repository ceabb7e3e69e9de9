// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * In which form an answer is wanted, from the Accept header: the first clause that we can serve wins, in the order of
 * their weights, as apiserver negotiates.
 *
 * @param form the shape of the JSON
 * @param version of meta.k8s.io, for a Table or metadata
 */
public record Accepted(Form form, String version) {
    public static final List<String> SERVED = List.of("application/json");
    private static final Accepted PLAIN = new Accepted(Form.OBJECT, "v1");

    /** The shapes that rows are served in. */
    public enum Form {
        OBJECT,
        TABLE,
        METADATA
    }

    /** One media range with its parameters. */
    public record Clause(String type, Map<String, String> parameters, double weight) {
        public boolean fits(String served) {
            return type.equals("*/*")
                    || type.equals(served)
                    || (type.endsWith("/*") && served.startsWith(type.substring(0, type.length() - 1)));
        }
    }

    /**
     * Negotiates rows.
     *
     * @throws StatusProblem 406 when no clause can be served
     */
    public static Accepted of(String accept) {
        if (accept.isBlank()) {
            return PLAIN;
        }
        for (var clause : clauses(accept)) {
            var served = clause.fits("application/json") ? form(clause) : Optional.<Accepted>empty();
            if (served.isPresent()) {
                return served.get();
            }
        }
        throw StatusProblem.notAcceptable(SERVED);
    }

    private static Optional<Accepted> form(Clause clause) {
        var as = clause.parameters().getOrDefault("as", "");
        if (as.isEmpty()) {
            return Optional.of(PLAIN);
        }
        var version = clause.parameters().getOrDefault("v", "");
        if (!clause.parameters().getOrDefault("g", "").equals("meta.k8s.io")
                || !(version.equals("v1") || version.equals("v1beta1"))) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" -> Optional.of(new Accepted(Form.TABLE, version));
            case "PartialObjectMetadataList", "PartialObjectMetadata" ->
                Optional.of(new Accepted(Form.METADATA, version));
            case String ignored -> Optional.empty();
        };
    }

    /** The clauses of an Accept header, heaviest first, at most 32 of them. */
    public static List<Clause> clauses(String accept) {
        var clauses = new ArrayList<Clause>();
        for (var text : accept.split(",", 33)) {
            var parts = text.split(";");
            var parameters = new HashMap<String, String>();
            for (var i = 1; i < parts.length; i++) {
                var pair = parts[i].split("=", 2);
                parameters.put(pair[0].strip().toLowerCase(Locale.ROOT), pair.length > 1 ? pair[1].strip() : "");
            }
            var clause = new Clause(parts[0].strip().toLowerCase(Locale.ROOT), parameters, weight(parameters));
            if (!clause.type().isEmpty() && clause.weight() > 0 && clauses.size() < 32) {
                clauses.add(clause);
            }
        }
        clauses.sort((one, other) -> Double.compare(other.weight(), one.weight()));
        return clauses;
    }

    private static double weight(Map<String, String> parameters) {
        try {
            return Double.parseDouble(parameters.getOrDefault("q", "1"));
        } catch (NumberFormatException garbled) {
            return 1;
        }
    }
}
