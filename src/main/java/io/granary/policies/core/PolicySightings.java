// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicySpec.Mode;
import io.granary.crd.v1alpha1.PolicySpec.Release;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.Precheck;
import io.granary.rollout.core.Sighting.Staged;
import io.granary.rollout.core.Sighting.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy at a site means for a rollout. The action is a mark at the site; it has ended well when everything that
 * the policy wants was seen there.
 */
public final class PolicySightings {
    private PolicySightings() {}

    /**
     * The mark of the last action at a site.
     *
     * @param action name of the try that left it
     * @param content hash that it brings
     */
    public record Mark(String action, String content, Sighting.State state, String message) {}

    /**
     * The try that is asked about.
     *
     * @param name of the action
     */
    public record Try(String name, int revision, int attempt) {}

    /** What is between a site and the policy: nothing, or what an action would change. */
    public record Gap(int differences, List<String> hindrances) {
        public Gap {
            hindrances = List.copyOf(hindrances);
        }
    }

    public static Sighting of(Try wanted, Instant at, @Nullable Mark mark, Gap gap) {
        var desired = gap.differences() == 0 && gap.hindrances().isEmpty() ? Desired.YES : Desired.NO;
        var action = mark == null || !mark.action().equals(wanted.name())
                ? null
                : new Sighting.Action(
                        wanted.revision(), wanted.attempt(), mark.state(), FailureClass.Permanent, mark.message());
        var precheck = gap.hindrances().isEmpty()
                ? Precheck.FINE
                : new Precheck(Verdict.RETRY, String.join(" ", gap.hindrances()));
        return new Sighting(at, desired, action, Staged.NO, precheck, null, null);
    }

    /** Of a policy that is not for this site. */
    public static Sighting notSelected(String policy, Instant at) {
        var sentence =
                "Policy " + policy + " does not select this site: widen its spec.sites, or narrow the rollout's.";
        return new Sighting(
                at, Desired.NO, null, Staged.NO, new Precheck(Verdict.NOT_APPLICABLE, sentence), null, null);
    }

    /** Why a policy cannot go out by a rollout; the empty string if it can. */
    public static String unfit(String policy, Terms terms, List<String> refused) {
        if (!refused.isEmpty()) {
            return "Policy " + policy + " is refused: " + refused.getFirst();
        }
        if (terms.mode() == Mode.Report) {
            return "Policy " + policy + " only reports: set its spec.mode to Enforce.";
        }
        return terms.release() == Release.Rollout
                ? ""
                : "Policy " + policy + " brings changes to all sites by itself: set its spec.enforcement.release to"
                        + " Rollout.";
    }
}
