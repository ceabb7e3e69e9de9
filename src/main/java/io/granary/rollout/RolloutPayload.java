// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Traits;
import java.time.Instant;

/**
 * How one kind of content comes to a site (E9). Knows nothing of waves, budgets and windows, and schedules nothing. All
 * calls name the action by {@link Order#name()}: a start that finds that name has succeeded.
 */
public interface RolloutPayload {

    Traits traits();

    /** What is known of the site from caches, without a request; the precheck is part of it. */
    Sighting observe(Order order);

    /**
     * The same, asked of the site itself, by name.
     *
     * @throws SiteLedger.SiteProblem if it does not answer
     */
    Sighting look(Order order);

    /**
     * Creates the action object. Already there is success.
     *
     * @param deadline the request is given up, and must not be sent, after this instant
     * @throws SiteLedger.SiteProblem if it is unknown whether it happened
     */
    void start(Order order, Instant deadline);

    /** Fetches ahead, if the payload can; idempotent. */
    void stage(Order order);

    /** Stops the action, if the payload can; idempotent. Whether it stopped is observed. */
    void cancel(Order order);

    /** Takes the content back, if the payload can; idempotent. */
    void revert(Order order);

    /** @param name of the action object, a pure function of rollout, revision, site and attempt */
    record Order(SiteView site, RolloutTarget content, int revision, int attempt, String name) {}
}
