// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Traits;
import java.time.Instant;
import java.util.List;

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

    /**
     * Fetches ahead what the start of the same order will need, so that the window is left for the work itself. Only
     * called if {@link Traits#staging()} is {@code AHEAD} and the rollout sets {@code control.stage.ahead}, for a site
     * that nothing holds but its wave, an approval, its window, a budget or another rollout; in a lane that has its own
     * concurrency ({@code control.stage.maxConcurrency}) and window ({@code control.windows.stage}).
     *
     * <p>The rules for a payload:
     *
     * <ul>
     *   <li>What it makes must not be the action: {@link Sighting#action()} stays null and {@link Sighting#desired()}
     *       stays {@code NO} until {@link #start}, which has the same {@link Order#name()} and takes over what is
     *       there, finished or not. It changes nothing that runs at the site, and does no harm if no start ever
     *       follows.
     *   <li>It says how far it is by {@link Sighting#staged()}. While that is {@code NO} the call comes again at each
     *       pass, so it is idempotent: what bears the order's name, and did not fail, is left alone.
     *   <li>{@code FAILED} takes no slot any more and is not a failure of the site: it is told, and asked for again
     *       after the backoff of {@code control.retry}; that call makes room and begins anew. A start never waits for
     *       it.
     *   <li>A pause, an abort or a closed window stops further calls, never what was begun. What was fetched stays.
     * </ul>
     *
     * @throws SiteLedger.SiteProblem if it is unknown whether it happened; the next pass asks again
     */
    void stage(Order order, Ahead terms);

    /** Stops the action, if the payload can; idempotent. Whether it stopped is observed. */
    void cancel(Order order);

    /**
     * Takes back what a try brought to a site at which it failed, where the rollout wants that ({@code control.revert:
     * Site}); idempotent. What another try or another person made since then is left alone.
     *
     * @return what became of it, for people; then nobody asks again
     * @throws SiteLedger.SiteProblem if it is unknown whether it happened; asked again in a minute
     */
    String revert(Order order);

    /**
     * Removes what a try left that nobody wants any more, if nothing at the site uses it: of a revision that was
     * undone, or fetched ahead of a start that never comes. Idempotent. What another try or another person made is left
     * alone.
     *
     * @param wanted what the site is to keep: the present revision's content, and that of other rollouts
     * @return what became of it, for people; then nobody asks again
     * @throws SiteLedger.SiteProblem if it is unknown whether it happened; asked again in a minute
     */
    default String discard(Order order, List<RolloutTarget> wanted) {
        return "it leaves nothing behind";
    }

    /**
     * How to fetch ahead.
     *
     * @param deadline the request is given up, and must not be sent, after this instant
     * @param bytesPerSecond at most, for one site ({@code control.stage.bytesPerSecondPerSite}); 0 for no bound of its
     *     own
     */
    record Ahead(Instant deadline, long bytesPerSecond) {}

    /** @param name of the action object, a pure function of rollout, revision, site and attempt */
    record Order(SiteView site, RolloutTarget content, int revision, int attempt, String name) {}
}
