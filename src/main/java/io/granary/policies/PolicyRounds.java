// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kernel.DueQueue;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Passes over all policies, each when it is due or something happened, as long as this hub leads. */
final class PolicyRounds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PolicyRounds.class);
    /** How long settings may gather before they are judged. */
    private static final Duration SOON = Duration.ofMillis(300);

    private static final Duration SITES_CHANGED = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** How often Secrets are looked at. */
    private static final Duration SECRETS = Duration.ofSeconds(30);

    private final PolicyKinds kinds;
    private final WorkspaceView sites;
    private final SightingTimer timer;
    private final DueQueue<PolicyKey> due;
    private final PolicyShelf shelf = new PolicyShelf(this::stir);
    private final SettingsWatches settings;
    private final PolicyHands hands;
    private final PolicySecrets secrets;
    private final PolicyTeller teller;
    private final PolicyDeparture departure;
    private final Map<PolicyKey, Running> running = new ConcurrentHashMap<>();
    private final Map<PolicyKey, Set<SiteUid>> wanted = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /** A policy under one leadership; another needs another book. */
    private record Running(String uid, long epoch, PolicyBook book, PolicyPass pass) {}

    PolicyRounds(
            PolicyKinds kinds,
            WorkspaceView sites,
            SightingTimer timer,
            LongSupplier nanos,
            RandomGenerator random,
            PolicyTeller teller) {
        this.kinds = kinds;
        this.sites = sites;
        this.timer = timer;
        this.due = new DueQueue<>(nanos);
        this.settings = new SettingsWatches(sites, random, () -> stirAll(SOON));
        Runnable soon = () -> stirAll(SOON);
        var objects = new ObjectWriter(random);
        this.hands = new PolicyHands(
                settings,
                new SettingWriter(random),
                new ObjectLooks(sites, objects, timer, soon),
                objects,
                new PolicyMender(sites, timer, soon),
                new RuleLooks(sites, new SiteObjects(sites, random), timer, soon));
        this.secrets = new PolicySecrets(kinds.secrets(), timer);
        this.teller = teller;
        this.departure = new PolicyDeparture(kinds.policies());
    }

    PolicyShelf shelf() {
        return shelf;
    }

    SettingsWatches settings() {
        return settings;
    }

    /** A Rollout brought this content to the site; the empty string says that it was taken back. */
    void released(PolicyKey key, SiteUid site, String revision) {
        var known = running.get(key);
        if (known != null && known.book().released(site, revision)) {
            due.add(key, SOON);
        }
    }

    ObjectWriter objects() {
        return hands.objectWriter();
    }

    /** What Granary made at the site for the policy, as far as it is known. */
    List<String> made(PolicyKey key, SiteUid site) {
        var known = running.get(key);
        var row = known == null ? null : known.book().row(site);
        return row == null ? List.of() : row.made();
    }

    /** Notes what a Rollout made or deleted. */
    void note(PolicyKey key, Consumer<PolicyBook> change) {
        var known = running.get(key);
        if (known != null) {
            change.accept(known.book());
            due.add(key, SOON);
        }
    }

    void start() {
        thread = Thread.ofVirtual().name("policies").start(this::run);
    }

    void sitesChanged() {
        stirAll(SITES_CHANGED);
    }

    private void stir(PolicyKey key) {
        due.add(key, SOON);
    }

    private void stirAll(Duration after) {
        shelf.keys().forEach(key -> due.add(key, after));
    }

    private void run() {
        while (!closed) {
            try {
                var key = due.take();
                try {
                    pass(key);
                } catch (ApiProblem.Failure silent) {
                    LOG.debugf("Policy %s waits: %s", key, silent.getMessage());
                    due.add(key, AGAIN);
                } catch (RuntimeException bug) {
                    LOG.errorf(bug, "The pass over policy %s failed", key);
                    due.add(key, LONGEST_PAUSE);
                } finally {
                    due.done(key);
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void pass(PolicyKey key) {
        var policy = shelf.find(key);
        var spec = policy == null ? null : policy.spec();
        var stage = PolicyDeparture.stage(policy);
        if (policy == null || spec == null || stage == PolicyDeparture.Stage.GONE) {
            forget(key);
            return;
        }
        var lease = sites.lease();
        if (lease == null || !sites.isRead()) {
            teller.forget(key);
            due.add(key, AGAIN);
            return;
        }
        var known = running.get(key);
        var values = secrets(key, spec);
        var pass = known != null && known.pass().isOf(spec, values) ? known.pass() : new PolicyPass(spec, values);
        if (stage == PolicyDeparture.Stage.LEAVES) {
            leave(key, policy, spec, book(key, policy, pass, lease.epoch()), pass);
            return;
        }
        var marked = departure.marked(policy, spec);
        if (marked == null) {
            due.add(key, AGAIN);
            return;
        }
        look(key, marked, spec, book(key, marked, pass, lease.epoch()), pass);
    }

    private void look(
            PolicyKey key,
            HubObject<PolicySpec, PolicyStatus> policy,
            PolicySpec spec,
            PolicyBook book,
            PolicyPass pass) {
        var workspace = sites.sites(key.namespace());
        var selected = pass.selected(workspace);
        wanted.put(key, reachable(selected));
        follow();
        var now = timer.now();
        var leaving = PolicyDeparture.deletes(spec) ? book.leaving(workspace, selected) : List.<SiteView>of();
        var run = pass.run(key, selected, leaving, book, hands, now);
        var noted = book.write();
        if (noted) {
            run.handOver();
        }
        var told = teller.tell(key, policy, pass, book, null, now);
        var next = pass.hasSecrets() ? earlier(run.wake(), now.plus(SECRETS)) : run.wake();
        due.add(key, noted && told ? pause(next, now) : AGAIN);
    }

    /** The policy is being deleted: first goes what it made at the sites, where it says so. */
    private void leave(
            PolicyKey key,
            HubObject<PolicySpec, PolicyStatus> policy,
            PolicySpec spec,
            PolicyBook book,
            PolicyPass pass) {
        wanted.remove(key);
        follow();
        var now = timer.now();
        var leaving = PolicyDeparture.deletes(spec)
                ? book.leaving(sites.sites(key.namespace()), List.of())
                : List.<SiteView>of();
        if (leaving.isEmpty() && !book.isBusy()) {
            if (departure.letGo(policy)) {
                forget(key);
            } else {
                due.add(key, AGAIN);
            }
            return;
        }
        var run = pass.leave(key, leaving, book, hands, pass.terms().leaving(), now);
        book.keepOnly(leaving.stream().map(SiteView::uid).collect(Collectors.toSet()));
        var noted = book.write();
        if (noted) {
            run.handOver();
        }
        var told = teller.tell(key, policy, pass, book, PolicyDeparture.waitsFor(book.rows()), now);
        due.add(key, noted && told ? pause(run.wake(), now) : AGAIN);
    }

    private void forget(PolicyKey key) {
        var known = running.remove(key);
        if (known != null) {
            PolicyDeparture.tell(key, known.book().rows());
        }
        wanted.remove(key);
        hands.objects().forget(key);
        hands.rules().forget(key);
        teller.forget(key);
        follow();
    }

    private static Set<SiteUid> reachable(List<SiteView> sites) {
        return sites.stream()
                .filter(site -> site.contact().reachable())
                .map(SiteView::uid)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the settings of a policy take from Secrets. */
    PolicySecrets.Found secrets(PolicyKey key, PolicySpec spec) {
        return secrets.of(key.namespace(), PolicyTexts.places(spec));
    }

    private PolicyBook book(PolicyKey key, HubObject<PolicySpec, PolicyStatus> policy, PolicyPass pass, long epoch) {
        var uid = Objects.requireNonNullElse(policy.metadata().uid(), "");
        var known = running.get(key);
        var book = known != null && known.uid().equals(uid) && known.epoch() == epoch
                ? known.book()
                : new PolicyBook(new PolicyReports(kinds.reports(), key, uid));
        running.put(key, new Running(uid, epoch, book, pass));
        return book;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Duration pause(Instant wake, Instant now) {
        var longest = now.plus(LONGEST_PAUSE);
        var next = earlier(wake, longest);
        var pause = Duration.between(now, next);
        return pause.compareTo(SOON) < 0 ? SOON : pause;
    }

    private void follow() {
        settings.follow(wanted.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    @Override
    public void close() {
        closed = true;
        settings.close();
        var mine = thread;
        if (mine != null) {
            mine.interrupt();
        }
    }
}
