// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.WindowState;
import io.granary.rollout.core.Windows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing may be written at a site now.
 *
 * @param until when to look again; {@link Instant#MAX} where no time changes it
 */
record SiteHold(String sentence, Instant until) {

    /** Null where it may be written. */
    static @Nullable SiteHold of(SiteView site, Terms terms, Instant now) {
        var hold = site.hold();
        if (hold != null) {
            return new SiteHold("The site is held: " + hold.reason() + ".", hold.until());
        }
        return switch (Windows.at(site.calendar(), terms.windows(), List.of(), now)) {
            case WindowState.Open open -> null;
            case WindowState.Closed closed ->
                new SiteHold(
                        closed.next().equals(Instant.MAX)
                                ? "No maintenance window of the site opens within five weeks."
                                : "Waits for the maintenance window at " + closed.next() + ".",
                        closed.next());
            case WindowState.Blackout blackout ->
                new SiteHold("Waits for the end of " + blackout.name() + ".", blackout.until());
            case WindowState.NoZone none ->
                new SiteHold(
                        "The site has maintenance windows and no time zone: set spec.timeZone of the Site.",
                        Instant.MAX);
        };
    }
}
