// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.granary.crd.v1alpha1.Rollout;
import io.granary.crd.v1alpha1.RolloutReport;
import io.granary.crd.v1alpha1.RolloutRevision;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.HubObject.Meta;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.Word;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine's objects at the hub's API server. Reports and revisions belong to one Rollout by owner reference: those
 * that an earlier Rollout of the same name left behind are not read, and the garbage collector removes them.
 */
final class HubRolloutStore implements RolloutStore {
    /** Who wrote the spec last, as admission stamps it. */
    private static final String AUTHOR = "granary.io/author";

    private static final String ROLLOUT = "granary.io/rollout";
    /** Holds a Rollout while some site is at work for it. */
    static final String AT_WORK = "granary.io/sites-at-work";

    private final RolloutKinds kinds;
    private final List<RolloutPayloads> payloads;
    private final Map<RolloutKey, String> owners = new ConcurrentHashMap<>();

    /** @param payloads stamp the targets that they bring */
    HubRolloutStore(RolloutKinds kinds, List<RolloutPayloads> payloads) {
        this.kinds = kinds;
        this.payloads = List.copyOf(payloads);
    }

    @Override
    public @Nullable HubRollout read(RolloutKey key) {
        return answered(() -> {
            var found = kinds.rollouts().find(key.namespace(), key.name());
            if (found == null || (isDeleted(found.metadata()) && !isBound(found.metadata()))) {
                owners.remove(key);
                return null;
            }
            var hub = hub(key, found);
            owners.put(key, hub.uid());
            return hub;
        });
    }

    private static boolean isDeleted(Meta meta) {
        return meta.deletionTimestamp() != null;
    }

    private static boolean isBound(Meta meta) {
        return meta.finalizers().contains(AT_WORK);
    }

    private HubRollout hub(RolloutKey key, HubObject<RolloutSpec, RolloutStatus> read) {
        var meta = read.metadata();
        var spec = read.spec();
        if (spec == null) {
            throw new StoreProblem("Rollout " + key + " has no spec");
        }
        return new HubRollout(
                key,
                Objects.requireNonNullElse(meta.uid(), ""),
                Objects.requireNonNullElse(meta.resourceVersion(), ""),
                Objects.requireNonNullElse(meta.generation(), 1L),
                instant(meta),
                meta.annotations().get(AUTHOR),
                isDeleted(meta) ? Departure.ended(stamped(key, spec)) : stamped(key, spec),
                read.status(),
                isDeleted(meta) ? HubRollout.Life.GOING : isBound(meta) ? HubRollout.Life.BOUND : HubRollout.Life.FREE);
    }

    @Override
    public HubRollout bind(HubRollout read) {
        return hub(read.key(), stored(answered(() -> kinds.rollouts().apply(mark(read, List.of(AT_WORK))))));
    }

    @Override
    public HubRollout letGo(HubRollout read) {
        return hub(read.key(), stored(answered(() -> kinds.rollouts().apply(mark(read, List.of())))));
    }

    /** Of the object as it was read only the finalizer, which is all that the hub says of it as a manager of fields. */
    private static HubObject<RolloutSpec, RolloutStatus> mark(HubRollout read, List<String> finalizers) {
        var meta = meta(read).withFinalizers(finalizers);
        return new HubObject<>("granary.io/v1alpha1", "Rollout", meta, null, null);
    }

    private static Meta meta(HubRollout read) {
        return Meta.of(read.key().namespace(), read.key().name(), read.uid(), read.version());
    }

    private RolloutSpec stamped(RolloutKey key, RolloutSpec spec) {
        var target = spec.target();
        for (var kind : payloads) {
            if (kind.brings(target)) {
                return spec.with(kind.stamped(key.namespace(), target));
            }
        }
        return spec;
    }

    private static Instant instant(Meta meta) {
        var created = meta.creationTimestamp();
        return created == null ? Instant.EPOCH : Instant.parse(created);
    }

    @Override
    public HubRollout writeStatus(HubRollout read, RolloutStatus status) {
        var object = HubObject.of(Rollout.class, meta(read), read.spec()).withStatus(status);
        var written = stored(answered(() -> kinds.rollouts().replaceStatus(object)));
        if (read.status() != null) {
            kinds.rollouts().announce(object.withStatus(read.status()), object);
        }
        return hub(read.key(), written);
    }

    @Override
    public List<HubReport> reports(RolloutKey key) {
        return answered(() -> {
            var owner = owner(key);
            return owned(kinds.reports(), key, owner)
                    .flatMap(report -> {
                        var spec = report.spec();
                        return spec == null || !spec.rollout().equals(key.name())
                                ? Stream.empty()
                                : Stream.of(new HubReport(
                                        report.metadata().name(),
                                        report.metadata().resourceVersion(),
                                        spec));
                    })
                    .toList();
        });
    }

    @Override
    public HubReport writeReport(RolloutKey key, HubReport report) {
        var meta = meta(key, report.name(), report.version());
        var object = HubObject.of(RolloutReport.class, meta, report.spec());
        var written = stored(answered(() -> report.version() == null
                ? kinds.reports().create(object)
                : kinds.reports().replace(object)));
        return new HubReport(report.name(), written.metadata().resourceVersion(), report.spec());
    }

    @Override
    public List<Word> words(RolloutKey key) {
        return answered(() -> kinds.approvals().list(key.namespace(), "").stream()
                .flatMap(approval -> {
                    var spec = approval.spec();
                    return spec == null || !spec.rollout().equals(key.name())
                            ? Stream.empty()
                            : Stream.of(new Word(approval.metadata().name(), spec, instant(approval.metadata())));
                })
                .sorted(Comparator.comparing(Word::createdAt).thenComparing(Word::name))
                .toList());
    }

    @Override
    public List<RolloutRevisionSpec> revisions(RolloutKey key) {
        return answered(() -> owned(kinds.revisions(), key, owner(key))
                .map(HubObject::spec)
                .filter(Objects::nonNull)
                .filter(spec -> spec.rollout().equals(key.name()))
                .sorted(Comparator.comparing(RolloutRevisionSpec::number))
                .toList());
    }

    @Override
    public void keepRevision(RolloutKey key, RolloutRevisionSpec revision) {
        var meta = meta(key, key.name() + "-" + revision.number(), null);
        var written = answered(() -> kinds.revisions().create(HubObject.of(RolloutRevision.class, meta, revision)));
        if (written instanceof Written.Refused<HubObject<RolloutRevisionSpec, Void>>(ApiProblem problem)) {
            throw new StoreProblem(problem.message());
        }
    }

    @Override
    public void drop(RolloutKey key, Old old) {
        var problem = answered(() -> switch (old) {
            case Old.Shard(String name) -> kinds.reports().delete(key.namespace(), name);
            case Old.Revision(int number) -> kinds.revisions().delete(key.namespace(), key.name() + "-" + number);
        });
        if (problem != null) {
            throw new StoreProblem(problem.message());
        }
    }

    private Meta meta(RolloutKey key, String name, @Nullable String version) {
        var reference = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "granary.io/v1alpha1")
                .put("kind", "Rollout")
                .put("name", key.name())
                .put("uid", owner(key))
                .put("controller", true);
        return Meta.of(key.namespace(), name, null, version)
                .withLabels(Map.of(ROLLOUT, label(key)), Map.of())
                .ownedBy(reference);
    }

    /** As the last read had it, which every pass begins with. */
    private String owner(RolloutKey key) {
        var known = owners.get(key);
        if (known == null) {
            throw new StoreProblem("Rollout " + key + " is gone");
        }
        return known;
    }

    private static <S> Stream<HubObject<S, Void>> owned(
            Resources<HubObject<S, Void>> kind, RolloutKey key, String owner) {
        return kind.list(key.namespace(), ROLLOUT + "=" + label(key)).stream()
                .filter(object -> object.metadata().ownerReferences().stream()
                        .anyMatch(reference -> reference.path("uid").asText().equals(owner)));
    }

    /** A label value has at most 63 characters; of longer names it holds a hash. */
    private static String label(RolloutKey key) {
        return key.name().length() <= 63 ? key.name() : Content.actionName(key.name(), 0, new SiteUid(""), 0);
    }

    private static <T> T stored(Written<T> written) {
        return switch (written) {
            case Written.Stored<T>(T object) -> object;
            case Written.Unchanged<T>(T object) -> object;
            case Written.Conflict<T>(String message) -> throw new StoreProblem(message);
            case Written.Refused<T>(ApiProblem problem) -> throw new StoreProblem(problem.message());
        };
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure silent) {
            throw new StoreProblem(silent.problem().message());
        }
    }
}
