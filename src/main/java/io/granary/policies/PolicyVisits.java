// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.policies.core.PolicyContent.Wish;
import io.granary.policies.core.PolicySightings;
import io.granary.policies.core.PolicySightings.Gap;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SettingComparison;
import io.granary.policies.core.Terms;
import io.granary.policies.core.WantedSetting;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.SiteUid;
import io.granary.sites.SiteLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds for a rollout's order the policy, the site, and what is between them. Asks no site by itself. */
final class PolicyVisits {
    private final PolicyRounds rounds;
    private final PayloadSites sites;
    private final RandomGenerator random;

    PolicyVisits(PolicyRounds rounds, PayloadSites sites, RandomGenerator random) {
        this.rounds = rounds;
        this.sites = sites;
        this.random = random;
    }

    /**
     * One policy at one site, for the length of one call.
     *
     * @param selected whether the policy is for the site
     * @param differing settings that are not as the policy wants them
     */
    record Visit(
            PolicyKey key,
            SiteUid site,
            SiteLink link,
            boolean selected,
            PolicyPass pass,
            Terms terms,
            Wish wish,
            Map<String, SeenSetting> seen,
            List<WantedSetting> differing,
            Gap gap,
            PolicyMarks marks) {
        String name() {
            return key.name();
        }

        String hash() {
            return pass.content().hash();
        }

        /** The values that an action would write over. */
        Map<String, String> previous() {
            var values = new HashMap<String, String>();
            for (var wanted : differing) {
                var known = seen.get(wanted.name());
                // What may come from a Secret is not written down anywhere else, and cannot be brought back.
                if (known != null && !wanted.isSecret()) {
                    values.put(wanted.name(), known.value());
                }
            }
            return values;
        }
    }

    /** @throws SiteProblem if the policy, the site, or what it has is not known now */
    Visit visit(Order order) {
        var target = order.content().policy();
        var name = target == null ? null : target.name();
        var link = sites.link(order.site().uid());
        if (name == null || link == null) {
            throw new SiteProblem(
                    name == null
                            ? "the rollout names no Policy: write spec.target.policy.name"
                            : "the site is not in the fleet");
        }
        var key = new PolicyKey(link.namespace(), name);
        var spec = spec(key);
        var pass = new PolicyPass(spec, rounds.secrets(key, spec));
        var selected = !pass.selected(List.of(order.site())).isEmpty();
        var seen = selected ? rounds.settings().of(order.site().uid()) : Map.<String, SeenSetting>of();
        if (seen == null) {
            throw new SiteProblem("the settings of the site were not read yet");
        }
        var wish = pass.content().at(order.site().name(), order.site().labels());
        var differing = wish.settings().stream()
                .filter(wanted -> differs(wanted, seen.get(wanted.name())))
                .toList();
        var pinned = target == null ? null : target.contentHash();
        var hindrances = hindrances(
                name, pass, wish, pinned == null || pinned.equals(pass.content().hash()));
        return new Visit(
                key,
                order.site().uid(),
                link,
                selected,
                pass,
                Terms.of(spec),
                wish,
                seen,
                differing,
                new Gap(differing.size(), hindrances),
                new PolicyMarks(link.door(), name, random));
    }

    private PolicySpec spec(PolicyKey key) {
        var policy = rounds.shelf().find(key);
        var spec = policy == null ? null : policy.spec();
        if (spec == null) {
            throw new SiteProblem(
                    "Policy " + key.name() + " is not in the rollout's namespace: create it, or name another");
        }
        return spec;
    }

    private static boolean differs(WantedSetting wanted, @Nullable SeenSetting seen) {
        return seen == null || !SettingComparison.compare(wanted, seen).isEmpty();
    }

    private static List<String> hindrances(String name, PolicyPass pass, Wish wish, boolean present) {
        var hindrances = new ArrayList<>(wish.problems());
        var unfit = PolicySightings.unfit(name, pass.terms(), pass.findings().refused());
        if (!wish.objects().isEmpty()) {
            hindrances.add("Policy " + name + " holds objects, which go out directly: move them to a policy"
                    + " of their own.");
        }
        if (!unfit.isEmpty()) {
            hindrances.add(unfit);
        }
        if (!present) {
            hindrances.add(
                    "Policy " + name + " is no longer as this revision of the rollout has it: bring its spec back,"
                            + " or let the rollout go on with the present one.");
        }
        return hindrances;
    }

    /** The site holds the present content: the policy keeps it so from now on. */
    void brought(Visit visit) {
        rounds.released(visit.key(), visit.site(), visit.hash());
    }

    /** The site gets its old values back: the policy leaves it alone. */
    void takenBack(Visit visit) {
        rounds.released(visit.key(), visit.site(), "");
    }

    /** What a write brought back, ahead of the watch. */
    void wrote(Visit visit, @Nullable SettingWire setting) {
        rounds.settings().wrote(visit.site(), setting);
    }
}
