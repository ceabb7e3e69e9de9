// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.templates.core.SiteTemplate.Owner;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a template at a site means for a rollout. The action is the version; it has ended well when Granary made it the
 * default, which it does once: who changes the default later on is not overruled. Desired is that the default version
 * holds the content, whichever rollout brought it.
 */
public final class TemplateSightings {
    private static final int MOST_SENTENCES = 3;

    private TemplateSightings() {}

    /**
     * The try that is asked about.
     *
     * @param name of the version that it makes
     */
    public record Try(String name, int revision, int attempt) {}

    /**
     * What a site should have.
     *
     * @param content hash of what would be made; null if that cannot be told
     * @param hindrances why nothing can be made, each sentence with its remedy
     */
    public record Wish(@Nullable String content, List<String> hindrances) {
        public Wish {
            hindrances = List.copyOf(hindrances);
        }
    }

    public static Sighting of(Try wanted, SiteTemplate site, Wish wish) {
        return new Sighting(
                site.at(), desired(site, wish), action(wanted, site), Sighting.Staged.NO, precheck(wish), null, null);
    }

    private static Desired desired(SiteTemplate site, Wish wish) {
        var head = site.head();
        var current = site.current();
        if (head == null || current == null || current.owner() == Owner.OTHERS) {
            return Desired.NO;
        }
        var settled = current.number() > 0 && current.number() == head.defaultNumber();
        var own = site.own();
        var content = own == null ? wish.content() : own.content();
        var same = !current.content().isEmpty() && current.content().equals(content);
        return settled && same ? Desired.YES : Desired.NO;
    }

    private static Sighting.@Nullable Action action(Try wanted, SiteTemplate site) {
        var head = site.head();
        var own = site.own();
        if (own == null || head == null) {
            return null;
        }
        var what = "VirtualMachineTemplateVersion " + wanted.name();
        if (own.owner() == Owner.OTHERS) {
            return ended(wanted, State.FAILED, what + " exists and is not Granary's: delete it at the site");
        }
        if (head.applied().contains(wanted.name())) {
            return ended(wanted, State.SUCCEEDED, "version " + own.number() + " was made the default");
        }
        if (own.number() == 0) {
            return ended(wanted, State.RUNNING, "Harvester has not numbered the version yet");
        }
        if (head.owner() == Owner.OTHERS) {
            return ended(
                    wanted,
                    State.FAILED,
                    "the VirtualMachineTemplate is no longer Granary's: see its label "
                            + "app.kubernetes.io/managed-by");
        }
        if (isOvertaken(site)) {
            return ended(wanted, State.FAILED, "a later rollout made its version the default");
        }
        return ended(wanted, State.RUNNING, "version " + own.number() + " becomes the default");
    }

    /** Whether the version has its number, and is still to become the default. */
    public static boolean isReadyToApply(Try wanted, SiteTemplate site) {
        var action = action(wanted, site);
        var own = site.own();
        return action != null && action.state() == State.RUNNING && own != null && own.number() > 0;
    }

    private static boolean isOvertaken(SiteTemplate site) {
        var head = site.head();
        var own = site.own();
        var current = site.current();
        return head != null
                && own != null
                && current != null
                && current.number() > own.number()
                && head.applied().contains(current.name());
    }

    private static Sighting.Action ended(Try wanted, State state, String message) {
        return new Sighting.Action(wanted.revision(), wanted.attempt(), state, FailureClass.Permanent, message);
    }

    private static Sighting.Precheck precheck(Wish wish) {
        if (wish.hindrances().isEmpty()) {
            return Sighting.Precheck.FINE;
        }
        var told = wish.hindrances().stream().limit(MOST_SENTENCES).collect(Collectors.joining(" "));
        var more = wish.hindrances().size() - MOST_SENTENCES;
        var sentence = more > 0 ? told + String.format(Locale.ROOT, " And %d more.", more) : told;
        return new Sighting.Precheck(Sighting.Verdict.RETRY, sentence);
    }
}
