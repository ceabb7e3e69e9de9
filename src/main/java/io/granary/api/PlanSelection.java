// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.LabelSelector;
import io.granary.rollout.RolloutPlans.PlanAnswer;
import io.granary.rollout.core.SiteAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Which site plans a client asks for: by the labels of the site, and by a few fields. */
record PlanSelection(LabelSelector labels, List<Term> terms) {
    private static final Map<String, BiFunction<PlanAnswer, SiteAnswer, String>> FIELDS = new TreeMap<>(Map.of(
            "metadata.name", PlanSelection::name,
            "metadata.namespace", (plan, site) -> plan.rollout().namespace(),
            "spec.rollout", (plan, site) -> plan.rollout().name(),
            "spec.site", (plan, site) -> site.site().name(),
            "spec.wave", (plan, site) -> site.wave(),
            "status.preflight.verdict", (plan, site) -> site.preflight().verdict(),
            "status.state", (plan, site) -> site.state(),
            "status.reason", (plan, site) -> site.reason()));

    PlanSelection {
        terms = List.copyOf(terms);
    }

    /** @param wanted whether the values must be equal, or must not */
    record Term(String field, String value, Wanted wanted) {}

    enum Wanted {
        EQUAL,
        OTHER
    }

    /** The name of the object: that of the rollout, a dot, that of the site. */
    static String name(PlanAnswer plan, SiteAnswer site) {
        return plan.rollout().name() + '.' + site.site().name();
    }

    /**
     * Reads selectors as Kubernetes writes them.
     *
     * @throws StatusProblem 400 that says what is allowed
     */
    static PlanSelection of(String labels, String fields) {
        var terms = new ArrayList<Term>();
        for (var part : fields.split(",", 33)) {
            if (!part.isBlank()) {
                terms.add(term(part.strip()));
            }
        }
        try {
            return new PlanSelection(LabelSelector.parse(labels), terms);
        } catch (BadQuery bad) {
            throw StatusProblem.badRequest(String.valueOf(bad.getMessage()));
        }
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private static Term term(String part) {
        var at = part.indexOf('=');
        if (at < 1) {
            throw StatusProblem.badRequest("field selector \"" + shown(part) + "\": write FIELD=VALUE");
        }
        var other = part.charAt(at - 1) == '!';
        var field = part.substring(0, other ? at - 1 : at);
        if (!FIELDS.containsKey(field)) {
            throw StatusProblem.badRequest("field label not supported: " + shown(field) + "; these are: "
                    + String.join(", ", FIELDS.keySet()));
        }
        var value = part.substring(at + 1);
        return new Term(field, value.startsWith("=") ? value.substring(1) : value, other ? Wanted.OTHER : Wanted.EQUAL);
    }

    /** The one rollout that is asked for, if it is only one. */
    Optional<String> rollout() {
        return terms.stream()
                .filter(term -> term.field().equals("spec.rollout") && term.wanted() == Wanted.EQUAL)
                .map(Term::value)
                .findFirst();
    }

    boolean matches(PlanAnswer plan, SiteAnswer site) {
        return labels.matches(site.site().labels())
                && terms.stream().allMatch(term -> {
                    var field = FIELDS.get(term.field());
                    var same = field != null && field.apply(plan, site).equals(term.value());
                    return same == (term.wanted() == Wanted.EQUAL);
                });
    }
}
