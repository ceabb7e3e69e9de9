// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a rollout that cannot move: all that is known stays, and the conditions say why it waits. */
public final class Refusals {
    private Refusals() {}

    /** No room of this hub can bring what it names. */
    public static RolloutStatus unknown(
            RolloutTarget target, @Nullable RolloutStatus before, long generation, Instant now) {
        var names = Stream.of(
                        target.image() == null ? "" : "image",
                        target.template() == null ? "" : "template",
                        target.upgrade() == null ? "" : "upgrade",
                        target.settings() == null ? "" : "settings")
                .filter(name -> !name.isEmpty())
                .toList();
        var why = names.isEmpty()
                ? "spec.target names nothing to bring: set one of image, template, upgrade or settings"
                : "this hub cannot bring what spec.target." + String.join(" and spec.target.", names)
                        + " names: set exactly one target, of a kind that this release of Granary knows";
        return refused("UnknownTarget", why, before, generation, now);
    }

    /**
     * Its spec has a text that means nothing; the schema refuses such, but an earlier one may have let it in.
     *
     * @param problem which, and what to write instead
     */
    public static RolloutStatus unreadable(
            String problem, @Nullable RolloutStatus before, long generation, Instant now) {
        return refused(
                "UnreadableSpec", "nothing moves until the spec can be read: " + problem, before, generation, now);
    }

    private static RolloutStatus refused(
            String reason, String why, @Nullable RolloutStatus before, long generation, Instant now) {
        var conditions = List.of(
                RolloutConditions.condition("Complete", "False", reason, why, before, generation, now),
                RolloutConditions.condition("Progressing", "False", reason, why, before, generation, now));
        var old = before == null
                ? new RolloutStatus(
                        null, null, null, null, null, List.of(), null, null, null, null, List.of(), generation)
                : before;
        return new RolloutStatus(
                old.journal(),
                old.revision(),
                RolloutStatus.Phase.Planned,
                old.wave(),
                old.pause(),
                old.waves(),
                old.totals(),
                null,
                old.reports(),
                null,
                conditions,
                generation);
    }
}
