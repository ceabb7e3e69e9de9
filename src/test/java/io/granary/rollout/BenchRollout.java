// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutControl;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.Decision;
import io.granary.rollout.core.Reason;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.RolloutPlan;
import io.granary.rollout.core.RolloutPlanner;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Word;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One rollout with the production loop and store; counts what it writes. */
final class BenchRollout implements RolloutStore, Surroundings {
    static final int LIMIT = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Set<Reason> SHORT = EnumSet.of(Reason.BUDGET, Reason.CATCH_UP_BUDGET, Reason.DECIDING);

    private final RolloutHub hub;
    private final BenchSites sites;
    private final RolloutKey key;
    private final String content;
    private RolloutStore store;
    private RolloutLoop loop;
    private RolloutStatus status;
    private Instant due;
    private long epoch;
    private long writes;
    private long bytes;
    private int statusBytes;
    private int shardBytes;

    BenchRollout(RolloutHub hub, BenchSites sites, int number) {
        this.hub = hub;
        this.sites = sites;
        this.content = "v" + number;
        this.key = hub.rollout("bench-" + number, spec(content));
        restart();
    }

    private static RolloutSpec spec(String content) {
        var canary = new RolloutWave.Select(List.of(), null, null, 50);
        return new RolloutSpec(
                new RolloutTarget(new RolloutTarget.ImageTarget(content, null, null, null), null, null, null),
                null,
                List.of(),
                List.of(
                        new RolloutWave(
                                "canary",
                                canary,
                                null,
                                new RolloutWave.Complete(10, "80%", RolloutWave.WaitFor.Reachable),
                                "1m",
                                null),
                        new RolloutWave("rest", null, null, null, "1m", null)),
                new RolloutControl(
                        null,
                        null,
                        List.of(),
                        Integer.toString(LIMIT),
                        null,
                        new RolloutControl.Failures("5%", "5%", null),
                        null,
                        null,
                        null,
                        new RolloutControl.Offline(null, LIMIT),
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    /** Another process leads: nothing is left in memory. */
    void restart() {
        epoch++;
        store = new HubRolloutStore(hub.kinds, List.of());
        loop = new RolloutLoop(key, this, sites, sites, this);
        due = sites.now;
    }

    void pass() {
        var now = sites.now;
        try {
            var wake = loop.pass();
            sites.waiting(content, isShort(loop.lastPlan()));
            var news = sites.nextEnd().isBefore(now.plus(LOOK)) ? now.plus(LOOK) : sites.nextEnd();
            var rested = now.plus(Pacing.passes(sites.size()));
            due = wake.isBefore(news) ? wake : news;
            due = due.isBefore(rested) ? rested : due;
        } catch (StoreProblem conflict) {
            due = now.plusSeconds(2);
        }
        due = due.isAfter(now) ? due : now.plusMillis(300);
    }

    /** Nanoseconds of CPU in which the last pass is planned once more, from what went into it. */
    long planning() {
        var pass = loop.lastPass();
        var before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        if (pass != null) {
            RolloutPlanner.plan(pass.rules(), pass.observed(), pass.at());
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private static boolean isShort(@Nullable RolloutPlan plan) {
        return plan != null
                && plan.decisions().stream()
                        .anyMatch(decision -> decision instanceof Decision.Hold hold && SHORT.contains(hold.reason()));
    }

    Instant due() {
        return due;
    }

    /** Of the sites that came to an end. */
    double share() {
        var totals = status == null ? null : status.totals();
        return totals == null ? 0 : (totals.succeeded() + totals.failed()) / (double) sites.size();
    }

    String told() {
        return status == null || status.conditions().isEmpty()
                ? "nothing"
                : status.conditions().getFirst().message() + " "
                        + status.totals().held();
    }

    RolloutStatus status() {
        return status;
    }

    long writes() {
        return writes;
    }

    long bytes() {
        return bytes;
    }

    int statusBytes() {
        return statusBytes;
    }

    int shardBytes() {
        return shardBytes;
    }

    @Override
    public HubRollout read(RolloutKey asked) {
        return store.read(asked);
    }

    @Override
    public HubRollout writeStatus(HubRollout read, RolloutStatus next) {
        var written = store.writeStatus(read, next);
        var size = RolloutBench.size(next);
        writes++;
        bytes += size;
        statusBytes = Math.max(statusBytes, size);
        status = next;
        return written;
    }

    @Override
    public List<HubReport> reports(RolloutKey asked) {
        return store.reports(asked);
    }

    @Override
    public HubReport writeReport(RolloutKey asked, HubReport report) {
        var written = store.writeReport(asked, report);
        var size = RolloutBench.size(report.spec());
        writes++;
        bytes += size;
        shardBytes = Math.max(shardBytes, size);
        return written;
    }

    @Override
    public List<Word> words(RolloutKey asked) {
        return store.words(asked);
    }

    @Override
    public List<RolloutRevisionSpec> revisions(RolloutKey asked) {
        return store.revisions(asked);
    }

    @Override
    public void keepRevision(RolloutKey asked, RolloutRevisionSpec revision) {
        store.keepRevision(asked, revision);
    }

    @Override
    public HubRollout bind(HubRollout read) {
        writes++;
        return store.bind(read);
    }

    @Override
    public HubRollout letGo(HubRollout read) {
        writes++;
        return store.letGo(read);
    }

    @Override
    public void drop(RolloutKey asked, Old old) {
        writes++;
        store.drop(asked, old);
    }

    @Override
    public Instant now() {
        return sites.now;
    }

    @Override
    public Lease lease(RolloutKey asked) {
        return new Lease(epoch, sites.now.plusSeconds(600));
    }

    @Override
    public List<SiteView> sites(String namespace) {
        return sites.views();
    }

    @Override
    public List<RolloutSpec> others(RolloutKey key) {
        return List.of();
    }

    @Override
    public Map<SiteUid, String> rivals(RolloutKey asked, Rivalry.Claim mine) {
        return Map.of();
    }
}
