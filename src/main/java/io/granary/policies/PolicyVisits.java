// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.RolloutTarget.PolicyTarget;
import io.granary.policies.SettingWriter.Result;
import io.granary.policies.core.PolicyContent.Wish;
import io.granary.policies.core.PolicySightings;
import io.granary.policies.core.PolicySightings.Gap;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SettingComparison;
import io.granary.policies.core.Terms;
import io.granary.policies.core.WantedObject;
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
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds for a rollout's order the policy, the site, and what is between them. Asks the site for objects only. */
final class PolicyVisits {
    private final PolicyRounds rounds;
    private final PayloadSites sites;
    private final RandomGenerator random;

    PolicyVisits(PolicyRounds rounds, PayloadSites sites, RandomGenerator random) {
        this.rounds = rounds;
        this.sites = sites;
        this.random = random;
    }

    /** An object, and what the site has of it. */
    record Lack(WantedObject wanted, SeenObject seen) {}

    /**
     * One policy at one site, for the length of one call.
     *
     * @param selected whether the policy is for the site
     * @param differing settings that are not as the policy wants them
     * @param objects that are not as the policy wants them
     * @param leftOver objects that Granary made, and the policy no longer has
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
            List<Lack> objects,
            List<WantedObject> leftOver,
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

        /** The objects that an action would make. */
        List<String> missing() {
            return objects.stream()
                    .filter(lack -> lack.seen().maker() == SeenObject.Maker.NOBODY)
                    .map(lack -> lack.wanted().what())
                    .toList();
        }
    }

    /** @throws SiteProblem if the policy, the site, or what it has is not known now */
    Visit visit(Order order) {
        var target = order.content().policy();
        var name = target == null ? null : target.name();
        var link = sites.link(order.site().uid());
        if (target == null || name == null || link == null) {
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
        var objects = selected ? lacks(link, name, wish) : List.<Lack>of();
        var leftOver = selected ? leftOver(key, order.site().uid(), wish) : List.<WantedObject>of();
        var hindrances = hindrances(name, pass, wish, isPinned(target, pass));
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
                objects,
                leftOver,
                new Gap(differing.size() + objects.size() + leftOver.size(), hindrances),
                new PolicyMarks(link.door(), name, random));
    }

    /** Whether the policy is still what the revision brings. */
    private static boolean isPinned(PolicyTarget target, PolicyPass pass) {
        var pinned = target.contentHash();
        return pinned == null || pinned.equals(pass.content().hash());
    }

    private List<Lack> lacks(SiteLink link, String policy, Wish wish) {
        return wish.objects().stream()
                .map(wanted -> new Lack(wanted, rounds.objects().look(link.door(), policy, wanted)))
                .filter(lack -> !lack.seen().differences().isEmpty())
                .toList();
    }

    private List<WantedObject> leftOver(PolicyKey key, SiteUid site, Wish wish) {
        var kept = wish.objects().stream().map(WantedObject::what).collect(Collectors.toSet());
        return rounds.made(key, site).stream()
                .filter(what -> !kept.contains(what))
                .map(WantedObject::reference)
                .filter(Objects::nonNull)
                .toList();
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

    /** Applies an object; what will be Granary's is noted before. */
    Result apply(Visit visit, Lack lack) {
        var what = lack.wanted().what();
        if (lack.seen().maker() != SeenObject.Maker.OTHERS) {
            rounds.note(visit.key(), book -> book.made(visit.site(), what));
        }
        return rounds.objects().apply(visit.link().door(), visit.name(), lack.wanted(), lack.seen());
    }

    Result delete(Visit visit, WantedObject gone) {
        var result = rounds.objects().delete(visit.link().door(), visit.name(), gone);
        if (result instanceof Result.Done) {
            rounds.note(visit.key(), book -> book.gone(visit.site(), gone.what()));
        }
        return result;
    }

    /** What a write brought back, ahead of the watch. */
    void wrote(Visit visit, @Nullable SettingWire setting) {
        rounds.settings().wrote(visit.site(), setting);
    }
}
