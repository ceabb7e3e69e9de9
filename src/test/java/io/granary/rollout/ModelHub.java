// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.RolloutStatuses;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Traits;
import io.granary.rollout.core.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One hub process with the production loop; each of its requests may be the one at which something happens. */
final class ModelHub implements RolloutStore, SiteLedger, RolloutPayload, Surroundings {
    /** Bugs that are planted, to see them found. */
    enum Bug {
        NONE,
        NO_CAS,
        TRUSTS_LEDGER,
        SILENT_STALL,
        NO_WINDOW,
        SUCCESS_FROM_CACHE,
        /** A start that is made again gets another name. */
        NEW_NAME,
        /** What is offline is thought to be there. */
        BLIND_TO_LINES,
        /** Words count though they were said of another revision. */
        STALE_WORD,
        /** The trip that R24 needs, and no other, is left out. */
        BETWEEN_THRESHOLDS,
        /** What is being fetched ahead is not seen. */
        BLIND_TO_FETCHES,
        /** What failed is not put back, though it is written down that it was. */
        FORGETS_TO_REVERT,
        /** The same of what was undone. */
        FORGETS_TO_CLEAR
    }

    /** The request or its answer got lost. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final ModelWorld world;
    private final Bug bug;
    private final Runnable beforeIo;
    private RolloutLoop loop;
    private long epoch;
    private boolean overtaken;
    private Instant leaseUntil = Instant.MAX;

    ModelHub(ModelWorld world, Bug bug, Runnable beforeIo) {
        this.world = world;
        this.bug = bug;
        this.beforeIo = beforeIo;
        restart();
    }

    void restart() {
        epoch = ++world.epoch;
        loop = new RolloutLoop(ModelWorld.KEY, this, this, this, this);
    }

    /** What it still has under way goes on with its old epoch; its next pass leads anew. */
    void leadAgainLater() {
        overtaken = true;
    }

    Instant pass() {
        if (overtaken) {
            overtaken = false;
            restart();
        }
        leaseUntil = world.now.plusSeconds(10);
        try {
            var due = loop.pass();
            var pass = loop.lastPass();
            if (pass != null) {
                world.judge.pass(pass);
            }
            return due;
        } catch (RolloutStore.StoreProblem conflict) {
            world.tell("a write was refused");
        } catch (Crash crash) {
            world.tell("hub crashed");
            restart();
        }
        return world.now;
    }

    private void io() {
        try {
            beforeIo.run();
        } catch (Lost lost) {
            throw new StoreProblem("the answer was lost");
        } finally {
            world.advance(Duration.ofMillis(50));
        }
    }

    private void siteIo() {
        try {
            beforeIo.run();
        } catch (Lost lost) {
            throw new SiteLedger.SiteProblem("the answer was lost");
        } finally {
            world.advance(Duration.ofMillis(50));
        }
    }

    @Override
    public @Nullable HubRollout read(RolloutKey key) {
        io();
        return world.gone ? null : world.hub;
    }

    @Override
    public HubRollout bind(HubRollout read) {
        return live(read, HubRollout.Life.BOUND);
    }

    @Override
    public HubRollout letGo(HubRollout read) {
        return live(read, HubRollout.Life.FREE);
    }

    private HubRollout live(HubRollout read, HubRollout.Life life) {
        io();
        refuse(world.gone || !read.version().equals(world.hub.version()));
        world.live(life);
        var written = world.hub;
        io();
        return written;
    }

    @Override
    public void drop(RolloutKey key, Old old) {
        io();
        switch (old) {
            case Old.Shard(String name) -> {
                var report = world.reports.remove(name);
                if (report != null) {
                    world.judge.drop(report);
                }
            }
            case Old.Revision(int number) -> world.revisions.removeIf(kept -> kept.number() == number);
        }
        io();
    }

    @Override
    public HubRollout writeStatus(HubRollout read, RolloutStatus status) {
        io();
        refuse(world.gone || !read.version().equals(world.hub.version()));
        world.status(tripless(status) ? untripped(status) : status);
        var written = world.hub;
        io();
        return written;
    }

    private boolean tripless(RolloutStatus status) {
        var pause = status.journal().pause();
        return bug == Bug.SILENT_STALL
                || (bug == Bug.BETWEEN_THRESHOLDS
                        && pause != null
                        && pause.message().contains("cannot be passed"));
    }

    private static RolloutStatus untripped(RolloutStatus status) {
        var j = status.journal();
        return RolloutStatuses.with(
                status,
                new Journal(j.epoch(), j.serial(), j.revision(), null, j.accepted(), j.latches(), j.consumed()));
    }

    private void refuse(boolean stale) {
        if (stale && bug != Bug.NO_CAS) {
            throw new StoreProblem("conflict");
        }
    }

    @Override
    public List<HubReport> reports(RolloutKey key) {
        io();
        return new ArrayList<>(world.reports.values());
    }

    @Override
    public HubReport writeReport(RolloutKey key, HubReport report) {
        io();
        var known = world.reports.get(report.name());
        refuse(known == null ? report.version() != null : !known.version().equals(report.version()));
        var written = new HubReport(report.name(), "" + ++world.version, report.spec());
        world.reports.put(report.name(), written);
        world.judge.report(written);
        io();
        return written;
    }

    @Override
    public List<Word> words(RolloutKey key) {
        io();
        return bug == Bug.STALE_WORD ? world.words.stream().map(this::renewed).toList() : List.copyOf(world.words);
    }

    private Word renewed(Word word) {
        var spec = word.spec();
        var revision = world.hub.status().journal().revision();
        return new Word(
                word.name() + revision.number(),
                new RolloutApprovalSpec(
                        spec.rollout(),
                        revision.hash(),
                        spec.wave(),
                        spec.at(),
                        spec.decision(),
                        null,
                        spec.by(),
                        List.of(),
                        null),
                world.now);
    }

    @Override
    public List<RolloutRevisionSpec> revisions(RolloutKey key) {
        return List.copyOf(world.revisions);
    }

    @Override
    public void keepRevision(RolloutKey key, RolloutRevisionSpec revision) {
        io();
        world.revisions.removeIf(known -> known.number().equals(revision.number()));
        world.revisions.add(revision);
    }

    @Override
    public SiteLedger.Page read(SiteUid site, String rolloutUid) {
        siteIo();
        answer(site);
        return world.sites.get(site).ledger;
    }

    @Override
    public SiteLedger.Page write(SiteUid site, SiteLedger.Page next) {
        siteIo();
        answer(site);
        var truth = world.sites.get(site);
        if (!truth.ledger.version().equals(next.version())) {
            throw new SiteLedger.SiteProblem("conflict");
        }
        world.check(next.epoch() >= truth.ledger.epoch(), "S6: epoch of the ledger went down");
        truth.ledger =
                new SiteLedger.Page("" + ++world.version, next.rollout(), next.epoch(), next.intent(), next.lock());
        siteIo();
        return truth.ledger;
    }

    private void answer(SiteUid site) {
        if (!world.sites.get(site).online) {
            throw new SiteLedger.SiteProblem("no answer");
        }
    }

    @Override
    public Traits traits() {
        return new Traits(Traits.Access.SHARED, Traits.Interruption.ALLOWED, Traits.Staging.AHEAD);
    }

    @Override
    public Sighting observe(Order order) {
        var truth = world.sighting(order);
        var ledger = world.sites.get(order.site().uid()).ledger.intent();
        var running = bug == Bug.TRUSTS_LEDGER
                && ledger != null
                && truth.action() == null
                && ledger.equals(new SiteLedger.Intent(order.revision(), order.attempt()));
        var cached = bug == Bug.SUCCESS_FROM_CACHE && truth.action() != null;
        if (!running && !cached) {
            return bug == Bug.BLIND_TO_FETCHES ? blind(truth) : truth;
        }
        var state = cached ? Sighting.State.SUCCEEDED : Sighting.State.RUNNING;
        var action = new Sighting.Action(order.revision(), order.attempt(), state, FailureClass.Transient, "");
        var desired = cached ? Sighting.Desired.YES : truth.desired();
        return new Sighting(truth.at(), desired, action, truth.staged(), truth.precheck(), null, truth.lockOwner());
    }

    private static Sighting blind(Sighting truth) {
        return new Sighting(
                truth.at(),
                truth.desired(),
                truth.action(),
                Sighting.Staged.NO,
                truth.precheck(),
                null,
                truth.lockOwner());
    }

    @Override
    public Sighting look(Order order) {
        siteIo();
        answer(order.site().uid());
        return world.sighting(order);
    }

    @Override
    public void start(Order order, Instant deadline) {
        siteIo();
        world.start(bug == Bug.NEW_NAME ? renamed(order) : order, deadline);
        siteIo();
    }

    private Order renamed(Order order) {
        return new Order(order.site(), order.content(), order.revision(), order.attempt(), order.name() + epoch);
    }

    @Override
    public void stage(Order order, Ahead terms) {
        siteIo();
        world.fetches.begin(order, terms);
        siteIo();
    }

    @Override
    public void cancel(Order order) {
        siteIo();
        answer(order.site().uid());
        var run = world.sites.get(order.site().uid()).runs.get(order.name());
        if (run != null && run.state == Sighting.State.RUNNING) {
            run.state = Sighting.State.FAILED;
        }
    }

    @Override
    public String revert(Order order) {
        siteIo();
        answer(order.site().uid());
        if (bug != Bug.FORGETS_TO_REVERT) {
            world.fetches.revert(order);
        }
        siteIo();
        return "is as it was";
    }

    @Override
    public String discard(Order order, List<RolloutTarget> wanted) {
        siteIo();
        answer(order.site().uid());
        if (bug != Bug.FORGETS_TO_CLEAR && !wanted.contains(order.content())) {
            world.fetches.discard(order);
        }
        siteIo();
        return "is cleared";
    }

    @Override
    public Instant now() {
        return world.now;
    }

    @Override
    public Surroundings.Lease lease(RolloutKey key) {
        return new Surroundings.Lease(epoch, leaseUntil);
    }

    @Override
    public List<SiteView> sites(String namespace) {
        return world.sites.values().stream().map(this::view).toList();
    }

    private SiteView view(ModelWorld.Site site) {
        site.lastSeen = site.online ? world.now : site.lastSeen;
        var truth = site.view;
        var calendar = bug == Bug.NO_WINDOW ? SiteCalendar.ANY : truth.calendar();
        return new SiteView(
                truth.uid(),
                truth.name(),
                truth.labels(),
                calendar,
                truth.joinedAt(),
                new SiteView.Contact(site.online || bug == Bug.BLIND_TO_LINES, site.lastSeen),
                truth.skew(),
                null);
    }

    @Override
    public List<RolloutSpec> others(RolloutKey key) {
        return List.of();
    }

    @Override
    public Map<SiteUid, String> rivals(RolloutKey key, Rivalry.Claim mine) {
        return Map.of();
    }
}
