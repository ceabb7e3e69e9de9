// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kernel.DueQueue;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.policies.core.PolicyStatuses;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final StatusPatcher<HubObject<PolicySpec, PolicyStatus>> statuses;
    private final Map<PolicyKey, Running> running = new ConcurrentHashMap<>();
    private final Map<PolicyKey, Set<SiteUid>> wanted = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /** A policy under one leadership; another needs another book. */
    private record Running(String uid, long epoch, PolicyBook book, PolicyPass pass) {}

    PolicyRounds(
            PolicyKinds kinds, WorkspaceView sites, SightingTimer timer, LongSupplier nanos, RandomGenerator random) {
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
        this.statuses = new StatusPatcher<>(kinds.policies(), HubObject::status);
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
        if (policy == null || spec == null || policy.metadata().deletionTimestamp() != null) {
            running.remove(key);
            wanted.remove(key);
            hands.objects().forget(key);
            hands.rules().forget(key);
            follow();
            return;
        }
        var lease = sites.lease();
        if (lease == null || !sites.isRead()) {
            due.add(key, AGAIN);
            return;
        }
        var known = running.get(key);
        var values = secrets(key, spec);
        var pass = known != null && known.pass().isOf(spec, values) ? known.pass() : new PolicyPass(spec, values);
        var selected = pass.selected(sites.sites(key.namespace()));
        wanted.put(
                key,
                selected.stream()
                        .filter(site -> site.contact().reachable())
                        .map(site -> site.uid())
                        .collect(Collectors.toUnmodifiableSet()));
        follow();
        var book = book(key, policy, pass, lease.epoch());
        var now = timer.now();
        var wake = pass.run(key, selected, book, hands, now);
        var written = book.write();
        written &= report(policy, pass, book, now);
        var next = values.values().values().isEmpty() ? wake : earlier(wake, now.plus(SECRETS));
        due.add(key, written ? pause(next, now) : AGAIN);
    }

    /** What the settings of a policy take from Secrets. */
    PolicySecrets.Found secrets(PolicyKey key, PolicySpec spec) {
        return secrets.of(key.namespace(), PolicyTexts.places(PolicyTexts.settings(spec)));
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

    /** False where somebody else wrote meanwhile, or the hub refused. */
    private boolean report(HubObject<PolicySpec, PolicyStatus> policy, PolicyPass pass, PolicyBook book, Instant now) {
        var generation = Objects.requireNonNullElse(policy.metadata().generation(), 1L);
        var status = PolicyStatuses.of(
                new PolicyStatuses.Pass(
                        book.rows(), pass.findings(), pass.content().hash(), generation, book.shards()),
                policy.status(),
                now);
        var written = statuses.patch(policy, policy.withStatus(status));
        return switch (written) {
            case Written.Stored<HubObject<PolicySpec, PolicyStatus>> stored -> true;
            case Written.Unchanged<HubObject<PolicySpec, PolicyStatus>> same -> true;
            case Written.Conflict<HubObject<PolicySpec, PolicyStatus>> overtaken -> false;
            case Written.Refused<HubObject<PolicySpec, PolicyStatus>> refused -> {
                LOG.warnf(
                        "The status of Policy %s was not written: %s",
                        policy.metadata().name(), refused.problem().message());
                yield false;
            }
        };
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
