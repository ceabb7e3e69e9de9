// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.TemplateTarget;
import io.granary.kube.ApiProblem;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Traits;
import io.granary.templates.TemplateVisits.Found;
import io.granary.templates.TemplateVisits.Visit;
import io.granary.templates.core.SiteTemplate;
import io.granary.templates.core.TemplateSightings;
import io.granary.templates.core.TemplateSightings.Try;
import io.granary.templates.core.TemplateSightings.Wish;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a Template to a site: key pairs, the cloud-init Secret, the VirtualMachineTemplate, and a
 * VirtualMachineTemplateVersion under the order's name, which is the action. Once Harvester has numbered the version it
 * becomes the default; that step is taken by the looks that follow an action, from whatever hub is asked for it, and at
 * most once for each version.
 */
public final class TemplatePayload implements RolloutPayload {
    private static final String NOTHING_BACK = "had nothing of this try to take back";

    private final TemplateVisits visits;
    private final SightingTimer timer;
    private final SightingCache cache;

    /** @param news hears of each order whose sighting changed */
    TemplatePayload(TemplateVisits visits, SightingTimer timer, Consumer<Order> news) {
        this.visits = visits;
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
            if (visit == null) {
                throw new SiteProblem("the rollout names no Template that is there");
            }
            var found = visits.read(visit);
            if (found.own() == null) {
                make(visit, found, deadline);
            }
            cache.hurry(order);
            return found;
        });
    }

    private void make(Visit visit, Found found, Instant deadline) {
        if (!found.wish().hindrances().isEmpty()) {
            throw new SiteProblem(found.wish().hindrances().getFirst());
        }
        var writer = new TemplateWriter(
                visit.trees(), visit.order().site().name(), () -> timer.now().isBefore(deadline));
        var head = found.head();
        var previous = head == null ? "" : TemplateMarks.defaultId(head);
        try {
            for (var object : found.objects()) {
                if (TemplateMarks.name(object).equals(visit.order().name())
                        && object.path("kind").asText().equals("VirtualMachineTemplateVersion")) {
                    TemplateMarks.stamp(object, String.valueOf(found.wish().content()), visit.wish(), previous);
                }
                writer.make(object);
            }
            visits.accepted(visit.order());
        } catch (TemplateWriter.Refusal refusal) {
            visits.refused(visit.order(), String.valueOf(refusal.getMessage()));
            cache.hurry(visit.order());
            throw new SiteProblem(String.valueOf(refusal.getMessage()));
        }
    }

    @Override
    public void stage(Order order, Ahead terms) {
        // A template is a few kilobytes: nothing is fetched ahead.
    }

    @Override
    public void cancel(Order order) {
        answered(() -> {
            var visit = visits.visit(order);
            var head = visit == null ? null : visit.find(TemplateKind.TEMPLATE, visit.template());
            if (visit != null && head != null && !TemplateMarks.defaultId(head).equals(visit.id())) {
                var writer = writer(visit);
                writer.delete(TemplateKind.VERSION, visit.namespace(), order.name());
                writer.delete(TemplateKind.SECRET, visit.namespace(), order.name());
                cache.hurry(order);
            }
            return order;
        });
    }

    @Override
    public String revert(Order order) {
        return answered(() -> {
            var visit = visits.visit(order);
            var head = visit == null ? null : visit.find(TemplateKind.TEMPLATE, visit.template());
            var own = visit == null ? null : visit.find(TemplateKind.VERSION, order.name());
            if (visit == null || head == null || own == null || !TemplateMarks.isOurs(head)) {
                return NOTHING_BACK;
            }
            var previous = TemplateMarks.previous(own);
            var name = previous.substring(previous.indexOf('/') + 1);
            if (TemplateMarks.defaultId(head).equals(visit.id())
                    && !name.isEmpty()
                    && visit.find(TemplateKind.VERSION, name) != null) {
                writer(visit).replace(TemplateKind.TEMPLATE, TemplateMarks.applying(head, previous, order.name()));
                cache.hurry(order);
                return "has version " + name + " as its default again";
            }
            return NOTHING_BACK;
        });
    }

    @Override
    public String discard(Order order, List<RolloutTarget> wanted) {
        return answered(() -> {
            var visit = visits.visit(order);
            var head = visit == null ? null : visit.find(TemplateKind.TEMPLATE, visit.template());
            var own = visit == null ? null : visit.find(TemplateKind.VERSION, order.name());
            if (visit == null || head == null || own == null || !TemplateMarks.isOurs(own)) {
                return "the site has no version of this try";
            }
            var stays = reasonToStay(visit, head, wanted);
            if (!stays.isEmpty()) {
                return "the version stays: " + stays;
            }
            var writer = writer(visit);
            writer.delete(TemplateKind.VERSION, visit.namespace(), order.name());
            writer.delete(TemplateKind.SECRET, visit.namespace(), order.name());
            cache.hurry(order);
            return "version " + order.name() + " was deleted";
        });
    }

    /**
     * Empty if nobody needs the version. A machine is a copy of its version, but one that was made by hand may still
     * use the version's cloud-init Secret, which goes with it; any mention keeps it.
     */
    private static String reasonToStay(Visit visit, ObjectNode head, List<RolloutTarget> wanted) {
        if (TemplateMarks.defaultId(head).equals(visit.id())) {
            return "it is the default";
        }
        if (wanted.stream().anyMatch(target -> wants(target.template(), visit))) {
            return "a rollout wants it";
        }
        return visit.trees().of(TemplateKind.MACHINE).list(visit.namespace(), "").stream()
                .filter(machine -> machine.toString().contains(visit.order().name()))
                .findFirst()
                .map(machine -> "virtual machine " + TemplateMarks.name(machine) + " refers to it")
                .orElse("");
    }

    private static boolean wants(@Nullable TemplateTarget target, Visit visit) {
        return target != null
                && visit.template().equals(target.name())
                && (target.contentHash() == null
                        || target.equals(visit.order().content().template()));
    }

    /** A look that also takes the next step of an action that is under way. */
    private Sighting follow(Order order) {
        return answered(() -> {
            var visit = visits.visit(order);
            if (visit == null) {
                return seen(order);
            }
            var found = visits.read(visit);
            var head = found.head();
            var own = found.own();
            if (head == null || own == null || !TemplateSightings.isReadyToApply(visit.wanted(), found.site())) {
                return TemplateSightings.of(visit.wanted(), found.site(), found.wish());
            }
            var writer = writer(visit);
            writer.adopt(own);
            writer.replace(TemplateKind.TEMPLATE, TemplateMarks.applying(head, visit.id(), order.name()));
            return seen(order);
        });
    }

    private Sighting seen(Order order) {
        var visit = visits.visit(order);
        var wanted = new Try(order.name(), order.revision(), order.attempt());
        if (visit == null) {
            var target = order.content().template();
            var name = target == null ? null : target.name();
            var sentence = name == null
                    ? "The rollout names no Template: write spec.target.template.name."
                    : "Template " + name + " is not in the rollout's namespace: create it, or name another.";
            var nothing = new SiteTemplate(timer.now(), null, null, null);
            return TemplateSightings.of(wanted, nothing, new Wish(null, List.of(sentence)));
        }
        var found = visits.read(visit);
        return TemplateSightings.of(wanted, found.site(), found.wish());
    }

    private static TemplateWriter writer(Visit visit) {
        return new TemplateWriter(visit.trees(), visit.order().site().name(), () -> true);
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T answered(Question<T> question) {
        try {
            return question.ask();
        } catch (ApiProblem.Failure | TemplateWriter.Refusal failure) {
            throw new SiteProblem(String.valueOf(failure.getMessage()));
        }
    }
}
