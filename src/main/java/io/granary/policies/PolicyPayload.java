// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicySpec.DeletionPolicy;
import io.granary.kube.ApiProblem;
import io.granary.policies.PolicyMarks.Found;
import io.granary.policies.PolicyVisits.Visit;
import io.granary.policies.core.Mending;
import io.granary.policies.core.Mending.Step;
import io.granary.policies.core.PolicySightings;
import io.granary.policies.core.PolicySightings.Mark;
import io.granary.policies.core.PolicySightings.Try;
import io.granary.policies.core.SeenSetting;
import io.granary.policies.core.SettingCatalogue;
import io.granary.policies.core.WantedObject;
import io.granary.policies.core.WantedSetting;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.Traits;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings the present content of a Policy to a site: a mark there is the action, and the looks that follow write what
 * still differs, until nothing does. From then on the policy itself keeps it so.
 */
final class PolicyPayload implements RolloutPayload {
    private final PolicyVisits visits;
    private final SettingWriter writer;
    private final SightingTimer timer;
    private final SightingCache cache;

    /** @param news hears of each order whose sighting changed */
    PolicyPayload(PolicyVisits visits, SettingWriter writer, SightingTimer timer, Consumer<Order> news) {
        this.visits = visits;
        this.writer = writer;
        this.timer = timer;
        this.cache = new SightingCache(this::follow, SightingCache.Pace.USUAL, timer, news);
    }

    @Override
    public Traits traits() {
        return Traits.SHARED;
    }

    @Override
    public Sighting observe(Order order) {
        return cache.observe(order);
    }

    @Override
    public Sighting look(Order order) {
        return answered(() -> {
            var seen = seen(order);
            cache.keep(order, seen);
            return seen;
        });
    }

    @Override
    public void start(Order order, Instant deadline) {
        answered(() -> {
            var visit = visits.visit(order);
            var known = visit.marks().find();
            if (known == null || !known.mark().action().equals(order.name())) {
                if (!visit.gap().hindrances().isEmpty()) {
                    throw new SiteProblem(visit.gap().hindrances().getFirst());
                }
                if (!timer.now().isBefore(deadline)) {
                    throw new SiteProblem("the time to write has run out; the next pass goes on");
                }
                var mark = new Mark(order.name(), visit.hash(), State.RUNNING, "begun");
                visit.marks().write(new Found(mark, visit.previous(), visit.missing()));
            }
            cache.hurry(order);
            return order;
        });
    }

    @Override
    public void stage(Order order, Ahead terms) {
        // A policy is a few kilobytes: nothing is fetched ahead.
    }

    @Override
    public void cancel(Order order) {
        answered(() -> {
            var visit = visits.visit(order);
            var known = visit.marks().find();
            if (known != null
                    && known.mark().action().equals(order.name())
                    && known.mark().state() == State.RUNNING) {
                end(visit, known, State.FAILED, "cancelled");
                cache.hurry(order);
            }
            return order;
        });
    }

    @Override
    public String revert(Order order) {
        return answered(() -> {
            var visit = visits.visit(order);
            var known = visit.marks().find();
            if (known == null || !known.mark().action().equals(order.name())) {
                return "had nothing of this try to take back";
            }
            visits.takenBack(visit);
            known.previous().forEach((name, value) -> {
                var rule = SettingCatalogue.find(name);
                var seen = visit.seen().get(name);
                if (rule != null && seen != null && !seen.value().equals(value)) {
                    writer.write(visit.link().door(), new WantedSetting(rule, value), seen.version());
                }
            });
            var deleted = deleted(visit, known);
            end(visit, known, State.FAILED, "taken back");
            cache.hurry(order);
            return "was given back the settings that it had before"
                    + (deleted == 0
                            ? ""
                            : ", and lost " + deleted + (deleted == 1 ? " object" : " objects")
                                    + " that this try had made");
        });
    }

    /** With deletionPolicy Delete, what this try made goes; what it changed, or deleted, stays as it is now. */
    private int deleted(Visit visit, Found known) {
        if (visit.pass().deletion() != DeletionPolicy.Delete) {
            return 0;
        }
        int count = 0;
        for (var what : known.made()) {
            var gone = WantedObject.reference(what);
            var result = gone == null ? null : visits.delete(visit, gone);
            if (result instanceof SettingWriter.Result.Refused(String sentence)) {
                throw new SiteProblem(sentence);
            }
            if (result instanceof SettingWriter.Result.Silent(String why)) {
                throw new SiteProblem(why);
            }
            count += gone == null ? 0 : 1;
        }
        return count;
    }

    /** A look that also writes what an action still has to write. */
    private Sighting follow(Order order) {
        return answered(() -> {
            var visit = visits.visit(order);
            var known = visit.selected() ? visit.marks().find() : null;
            if (known != null
                    && known.mark().action().equals(order.name())
                    && known.mark().state() == State.RUNNING) {
                proceed(visit, known);
            }
            return seen(order);
        });
    }

    private void proceed(Visit visit, Found known) {
        if (visit.gap().differences() == 0) {
            var wish = visit.wish();
            var objects =
                    wish.objects().isEmpty() ? "" : " and " + wish.objects().size() + " objects";
            end(visit, known, State.SUCCEEDED, wish.settings().size() + " settings" + objects + " hold");
            return;
        }
        var failure = settings(visit);
        failure = failure.isEmpty() ? objects(visit) : failure;
        if (!failure.isEmpty()) {
            end(visit, known, State.FAILED, failure);
        }
    }

    /** Writes what differs; why it cannot be, or the empty string. */
    private String settings(Visit visit) {
        for (var wanted : visit.differing()) {
            var seen = visit.seen().get(wanted.name());
            if (seen == null) {
                return "The Harvester of this site has no setting " + wanted.name();
            }
            var mine = conflict(visit, wanted.what(), seen.writer());
            var failure = mine.isEmpty()
                    ? failure(visit, wanted.what(), writer.write(visit.link().door(), wanted, seen.version()))
                    : mine;
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        return "";
    }

    private String objects(Visit visit) {
        for (var lack : visit.objects()) {
            var what = lack.wanted().what();
            var mine = conflict(visit, what, lack.seen().writer());
            var failure = mine.isEmpty() ? failure(visit, what, visits.apply(visit, lack)) : mine;
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        for (var gone : visit.leftOver()) {
            var failure = failure(visit, gone.what(), visits.delete(visit, gone));
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        return "";
    }

    private String conflict(Visit visit, String what, SeenSetting.Writer other) {
        return Mending.step(what, other, List.of(), visit.terms(), timer.now())
                        instanceof Step.Never(String sentence, Instant until)
                ? sentence
                : "";
    }

    private String failure(Visit visit, String what, SettingWriter.Result result) {
        return switch (result) {
            case SettingWriter.Result.Done done -> {
                visits.wrote(visit, done.setting());
                yield "";
            }
            case SettingWriter.Result.Overtaken overtaken ->
                throw new SiteProblem(what + " was changed by somebody else at the same time");
            case SettingWriter.Result.Refused(String sentence) -> sentence;
            case SettingWriter.Result.Silent(String why) -> throw new SiteProblem(why);
        };
    }

    private static void end(Visit visit, Found known, State state, String message) {
        var mark = known.mark();
        visit.marks().write(known.with(new Mark(mark.action(), mark.content(), state, message)));
    }

    private Sighting seen(Order order) {
        var at = timer.now();
        var visit = visits.visit(order);
        if (!visit.selected()) {
            return PolicySightings.notSelected(visit.name(), at);
        }
        var known = visit.marks().find();
        var wanted = new Try(order.name(), order.revision(), order.attempt());
        var sighting = PolicySightings.of(wanted, at, known == null ? null : known.mark(), visit.gap());
        if (sighting.desired() == Desired.YES) {
            visits.brought(visit);
        }
        return sighting;
    }

    private static <T> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (ApiProblem.Failure failure) {
            throw new SiteProblem(String.valueOf(failure.getMessage()));
        }
    }
}
