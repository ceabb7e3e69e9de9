// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.RevisionInfo;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Entry;
import io.granary.rollout.core.Refusals;
import io.granary.rollout.core.RolloutStatuses;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leadership and content of a rollout: what its journal says, and a new revision when its content changed. */
final class Revisions {
    /** Revisions of one rollout that are kept, the present one included (E2). */
    private static final int KEPT = 10;

    private final RolloutStore store;
    private final RolloutKey key;
    private final Map<Integer, RolloutSpec> contents = new HashMap<>();

    private final Map<SiteUid, Named> names = new HashMap<>();
    private @Nullable Hashed hashed;
    private int pruned;

    private record Named(String of, int revision, int attempt, String name) {}

    private record Hashed(RolloutTarget target, List<RolloutSpec.Override> overrides, String hash) {}

    Revisions(RolloutStore store, RolloutKey key) {
        this.store = store;
        this.key = key;
    }

    static @Nullable Journal journal(HubRollout hub) {
        var status = hub.status();
        return status == null ? null : status.journal();
    }

    /** The rollout with a journal of this epoch and of its present content, or null if a later leader is at work. */
    @Nullable
    HubRollout current(HubRollout hub, long epoch, int shards, Instant now) {
        var journal = journal(hub);
        if (journal != null && journal.epoch() > epoch) {
            return null;
        }
        var going = hub.life() == HubRollout.Life.GOING;
        if (journal == null && going) {
            return hub;
        }
        var hash = hash(hub.spec());
        if (journal == null || !(going || journal.revision().hash().equals(hash))) {
            var first = renewed(hub, journal, epoch, hash, shards, now);
            return store.writeStatus(hub, RolloutStatuses.with(hub.status(), first));
        }
        var next = new Journal(
                epoch,
                journal.serial(),
                journal.revision(),
                journal.pause(),
                journal.accepted(),
                journal.latches(),
                journal.consumed());
        return journal.epoch() == epoch ? hub : store.writeStatus(hub, RolloutStatuses.with(hub.status(), next));
    }

    /** Made anew only when the content is another, for it is asked for in every pass. */
    private String hash(RolloutSpec spec) {
        var known = hashed;
        if (known == null
                || !known.target().equals(spec.target())
                || !known.overrides().equals(spec.overrides())) {
            known = new Hashed(spec.target(), spec.overrides(), Content.hash(spec.target(), spec.overrides()));
            hashed = known;
        }
        return known.hash();
    }

    /** A new revision: all latches void (E5). */
    private Journal renewed(
            HubRollout hub, @Nullable Journal journal, long epoch, String hash, int shards, Instant now) {
        var number = journal == null ? 1 : journal.revision().number() + 1;
        var earlier = store.revisions(key).stream()
                .filter(revision -> revision.hash().equals(hash) && revision.number() < number)
                .map(RolloutRevisionSpec::number)
                .reduce((first, second) -> second)
                .orElse(null);
        store.keepRevision(
                key,
                new RolloutRevisionSpec(
                        key.name(),
                        number,
                        hash,
                        hub.spec().target(),
                        hub.spec().overrides(),
                        hub.spec().waves(),
                        Map.of("", hub.uid()),
                        now.toString()));
        var info = new RevisionInfo(number, hash, now.toString(), earlier, hub.author(), shards);
        return new Journal(epoch, journal == null ? 0 : journal.serial(), info, null, null, List.of(), List.of());
    }

    /** For the audit line of what is done at sites: the author is who wrote the revision, as admission has checked. */
    static String purpose(RolloutKey key, RevisionInfo revision) {
        var author = revision.author();
        return "rollout %s/%s revision %d, asked for by %s"
                .formatted(
                        key.namespace(),
                        key.name(),
                        revision.number(),
                        author == null ? "somebody (granary.io/author is not set)" : author);
    }

    /**
     * Drops what is older than the last ten revisions, once for each new one.
     *
     * @param needed the oldest that something in flight belongs to
     */
    void prune(int revision, int needed) {
        if (pruned == revision) {
            return;
        }
        store.revisions(key).stream()
                .map(RolloutRevisionSpec::number)
                .filter(number -> number <= revision - KEPT && number < needed)
                .forEach(number -> store.drop(key, new RolloutStore.Old.Revision(number)));
        pruned = revision;
    }

    /**
     * A verdict that cannot be computed holds; one that is being deleted goes, since nobody can tell what to wait for.
     */
    Instant refuse(HubRollout hub, String problem, Instant now) {
        if (hub.life() == HubRollout.Life.GOING) {
            store.letGo(hub);
            return now.plusSeconds(5);
        }
        var said = Refusals.unreadable(problem, hub.status(), hub.generation(), now);
        if (!said.equals(hub.status())) {
            store.writeStatus(hub, said);
        }
        return now.plusSeconds(60);
    }

    Order order(HubRollout hub, SiteView site, Entry entry) {
        return order(hub, site, entry.revision(), Math.max(1, entry.attempt()));
    }

    Order order(HubRollout hub, SiteView site, int revision, int attempt) {
        var journal = journal(hub);
        var spec = journal != null && journal.revision().number() == revision ? hub.spec() : content(hub, revision);
        var name = name(hub.uid(), site.uid(), revision, attempt);
        return new Order(site, Content.at(spec, site.labels()), revision, attempt, name);
    }

    /** Asked for at each pass and site, and worth remembering, since it is a digest. */
    private String name(String rollout, SiteUid site, int revision, int attempt) {
        var known = names.get(site);
        if (known == null
                || known.revision() != revision
                || known.attempt() != attempt
                || !known.of().equals(rollout)) {
            known = new Named(rollout, revision, attempt, Content.actionName(rollout, revision, site, attempt));
            names.put(site, known);
        }
        return known.name();
    }

    private RolloutSpec content(HubRollout hub, int revision) {
        return contents.computeIfAbsent(
                revision,
                number -> store.revisions(key).stream()
                        .filter(kept -> kept.number().equals(number))
                        .findFirst()
                        .map(kept -> new RolloutSpec(kept.target(), null, kept.overrides(), List.of(), null))
                        .orElse(hub.spec()));
    }
}
