// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.Field;
import io.granary.inventory.core.FieldSelector;
import io.granary.inventory.core.FieldSelector.Term;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.LabelSelector;
import io.granary.inventory.core.LabelSelector.Requirement;
import io.granary.inventory.core.Sight;
import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what a client selects into what the inventory is asked. */
public final class Selection {
    /** Labels of the site are selected, and shown, under this prefix. */
    public static final String SITE_LABEL = "site.granary.io/";

    private Selection() {}

    /**
     * Compiles selectors.
     *
     * @throws StatusProblem 400 that says what is allowed
     */
    public static Filter filter(String labels, String fields, Sight sight) {
        try {
            return split(labels).withFields(bySite(FieldSelector.parse(fields))).withSight(sight);
        } catch (BadQuery bad) {
            throw StatusProblem.badRequest(String.valueOf(bad.getMessage()));
        }
    }

    /** The rows of these sites and no others. */
    public static Sight only(Set<String> sites) {
        var ids = sites.stream().filter(Selection::canBeSite).map(SiteId::new).collect(Collectors.toSet());
        return new Sight.Only(ids, Map.of());
    }

    /** Whether a text could be a site's id at all. */
    public static boolean canBeSite(String text) {
        return !text.isEmpty() && text.length() <= 63;
    }

    private static Filter split(String text) {
        var ofMachines = new ArrayList<Requirement>();
        var ofSites = new ArrayList<Requirement>();
        for (var one : LabelSelector.parse(text).requirements()) {
            if (one.key().startsWith(SITE_LABEL)) {
                var key = one.key().substring(SITE_LABEL.length());
                ofSites.add(new Requirement(key, one.operator(), one.values()));
            } else {
                ofMachines.add(one);
            }
        }
        return Filter.ALL.withLabels(new LabelSelector(ofMachines)).withSiteLabels(new LabelSelector(ofSites));
    }

    /** An object's namespace is its site's id, whatever namespace the site's own object lives in. */
    private static FieldSelector bySite(FieldSelector fields) {
        return new FieldSelector(fields.terms().stream()
                .map(term -> term.field() == Field.SITE_NAMESPACE
                        ? new Term(Field.SITE, term.operator(), term.value())
                        : term)
                .toList());
    }
}
