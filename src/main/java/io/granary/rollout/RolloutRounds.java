// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.kernel.DueQueue;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.Spans;
import io.granary.rollout.core.Refusals;
import io.granary.rollout.core.Rivalry;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Passes over all rollouts, each when it is due or something happened: a queue, and a fixed number of virtual threads.
 * Knows nothing of waves and budgets.
 */
final class RolloutRounds
        implements Resources.Listener<HubObject<RolloutSpec, RolloutStatus>>, Surroundings, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RolloutRounds.class);
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration SITES_CHANGED = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int TOLD_AFTER = 5;
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(15);

    private final RolloutStore store;
    private final SiteLedger ledger;
    private final Workspaces workspaces;
    private final Leadership leadership;
    private final List<RolloutPayloads> kinds;
    private final SiteChronicle chronicle;
    private final Spans spans;
    private final Clock clock;
    private final Duration longestPause;
    private final DueQueue<RolloutKey> due;
    private final Map<RolloutKey, Running> running = new ConcurrentHashMap<>();
    private final Set<RolloutKey> strangers = ConcurrentHashMap.newKeySet();
    private final Map<RolloutKey, Integer> stuck = new ConcurrentHashMap<>();
    private final Pacing pacing = new Pacing();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean reviewed = new AtomicBoolean();
    private volatile boolean read;
    private volatile boolean closed;

    /**
     * A rollout with the kind of its target; another kind needs another loop.
     *
     * @param wants what it brings to sites; null once it is being deleted
     */
    private record Running(
            RolloutPayloads kind,
            RolloutLoop loop,
            @Nullable RolloutSpec wants) {}

    /** What the rounds go over, and with. */
    record Parts(
            RolloutStore store,
            SiteLedger ledger,
            Workspaces workspaces,
            Leadership leadership,
            List<RolloutPayloads> kinds,
            SiteChronicle chronicle,
            Spans spans) {}

    RolloutRounds(Parts parts, Duration longestPause, Clock clock, LongSupplier nanos) {
        this.store = parts.store();
        this.ledger = parts.ledger();
        this.workspaces = parts.workspaces();
        this.leadership = parts.leadership();
        this.kinds = List.copyOf(parts.kinds());
        this.chronicle = parts.chronicle();
        this.spans = parts.spans();
        this.clock = clock;
        this.longestPause = longestPause;
        this.due = new DueQueue<>(nanos);
    }

    void start(int workers) {
        for (var i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name("rollout-" + i).start(this::work));
        }
    }

    /** Something that all rollouts see has changed. */
    void stir() {
        if (read && workspaces.isRead() && reviewed.compareAndSet(false, true)) {
            chronicle.review("");
        }
        running.keySet().forEach(key -> due.add(key, SITES_CHANGED));
    }

    /** A person had his say about a rollout. */
    void stir(RolloutKey key) {
        if (running.containsKey(key)) {
            pacing.spoken(key);
            due.add(key, SOON);
        }
    }

    @Override
    public void replaced(List<HubObject<RolloutSpec, RolloutStatus>> all) {
        var keys = new HashSet<RolloutKey>();
        all.forEach(rollout -> keys.add(key(rollout)));
        running.keySet().retainAll(keys);
        strangers.retainAll(keys);
        all.forEach(this::changed);
        read = true;
        stir();
    }

    /** Whether there is such a rollout, and this hub can move it. */
    boolean moves(RolloutKey key) {
        return running.containsKey(key);
    }

    @Override
    public void changed(HubObject<RolloutSpec, RolloutStatus> rollout) {
        var spec = rollout.spec();
        var key = key(rollout);
        if (spec == null) {
            return;
        }
        var meta = rollout.metadata();
        pacing.stored(key, Objects.requireNonNullElse(meta.generation(), 1L), meta.deletionTimestamp() != null);
        var kind = kinds.stream()
                .filter(each -> each.brings(spec.target()))
                .findFirst()
                .orElse(null);
        if (kind == null) {
            running.remove(key);
            strangers.add(key);
            due.add(key, Duration.ZERO);
            return;
        }
        strangers.remove(key);
        var known = running.get(key);
        var loop = known == null || known.kind() != kind ? loop(key, kind) : known.loop();
        running.put(key, new Running(kind, loop, meta.deletionTimestamp() != null ? null : spec));
        due.add(key, Duration.ZERO);
    }

    Set<RolloutKey> keys() {
        return Set.copyOf(running.keySet());
    }

    @Nullable
    Pass lastPass(RolloutKey key) {
        var known = running.get(key);
        return known == null ? null : known.loop().lastPass();
    }

    private RolloutLoop loop(RolloutKey key, RolloutPayloads kind) {
        var payload = kind.open(workspaces, order -> due.add(key, SOON));
        return new RolloutLoop(key, store, ledger, payload, this);
    }

    @Override
    public void deleted(HubObject<RolloutSpec, RolloutStatus> rollout) {
        var key = key(rollout);
        running.remove(key);
        strangers.remove(key);
        due.forget(key);
        pacing.forget(key);
        chronicle.forgotten(key);
    }

    private static RolloutKey key(HubObject<?, ?> rollout) {
        return new RolloutKey(rollout.metadata().namespace(), rollout.metadata().name());
    }

    private void work() {
        while (!closed) {
            try {
                var key = due.take();
                try {
                    pass(key);
                } finally {
                    due.done(key);
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void pass(RolloutKey key) {
        var known = running.get(key);
        try {
            if (known == null) {
                refuse(key);
                return;
            }
            var wait = pacing.wait(key, workspaces.size(key.namespace()), clock.instant());
            if (!wait.isZero()) {
                due.add(key, wait);
                return;
            }
            pacing.begin(key, clock.instant());
            due.add(key, pause(spans.within("rollout pass", known.loop()::pass)));
            stuck.remove(key);
            var pass = known.loop().lastPass();
            if (pass != null) {
                chronicle.told(key, pass);
            }
        } catch (RolloutStore.StoreProblem problem) {
            stuck(key, String.valueOf(problem.getMessage()));
            due.add(key, AGAIN);
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "The pass over rollout %s failed", key);
            due.add(key, AFTER_A_BUG);
        }
    }

    /** Says at the Rollout that nobody here can bring what it names; a later hub may. */
    private void refuse(RolloutKey key) {
        var hub = strangers.contains(key) && lease(key) != null ? store.read(key) : null;
        if (hub != null && hub.life() == HubRollout.Life.GOING) {
            // Nobody here can tell what it still has at sites, and it would wait for ever.
            store.letGo(hub);
        } else if (hub != null) {
            var said = Refusals.unknown(hub.spec().target(), hub.status(), hub.generation(), clock.instant());
            if (!said.equals(hub.status())) {
                store.writeStatus(hub, said);
            }
        }
        if (strangers.contains(key)) {
            due.add(key, longestPause);
        }
    }

    /** A conflict now and then is usual; the same trouble again and again is told once. */
    private void stuck(RolloutKey key, String trouble) {
        if (stuck.merge(key, 1, Integer::sum) == TOLD_AFTER) {
            LOG.warnf("Rollout %s does not move: %s", key, trouble);
        }
    }

    private Duration pause(Instant next) {
        var now = clock.instant();
        if (!next.isAfter(now.plus(SOON))) {
            return SOON;
        }
        return next.isAfter(now.plus(longestPause)) ? longestPause : Duration.between(now, next);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public @Nullable Lease lease(RolloutKey key) {
        return workspaces.isRead() ? leadership.lease() : null;
    }

    @Override
    public List<SiteView> sites(String namespace) {
        return workspaces.sites(namespace);
    }

    @Override
    public List<RolloutSpec> others(RolloutKey key) {
        var others = new ArrayList<RolloutSpec>();
        running.forEach((other, known) -> {
            if (known.wants() != null && !other.equals(key) && other.namespace().equals(key.namespace())) {
                others.add(known.wants());
            }
        });
        return others;
    }

    /** By the last plan of each; the ledger's lock keeps apart those that have none yet. */
    @Override
    public Map<SiteUid, String> rivals(RolloutKey key, Rivalry.Claim mine) {
        var others = new ArrayList<Rivalry.Claim>();
        running.forEach((other, known) -> {
            var pass = known.loop().lastPass();
            if (pass != null && !other.equals(key) && other.namespace().equals(key.namespace())) {
                others.add(Rivalry.Claim.of(other.name(), pass.rules(), pass.plan()));
            }
        });
        return Rivalry.before(mine, others, clock.instant());
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
