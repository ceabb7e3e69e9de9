// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget.TemplateTarget;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.rollout.Content;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.sites.SiteLink;
import io.granary.templates.core.SiteTemplate;
import io.granary.templates.core.TemplateSightings.Try;
import io.granary.templates.core.TemplateSightings.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a site has of a Template, and what it should have. Writes nothing. */
final class TemplateVisits {
    /** How long a refusal of the site holds it before the same is tried again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final PayloadSites sites;
    private final Function<SiteLink, SiteTrees> doors;
    private final TemplateLibrary library;
    private final TemplateSurvey survey;
    private final SightingTimer timer;
    private final Map<String, Refused> refusals = new ConcurrentHashMap<>();

    private record Refused(String sentence, Instant at) {}

    TemplateVisits(
            PayloadSites sites,
            Function<SiteLink, SiteTrees> doors,
            TemplateLibrary library,
            TemplateRenderer renderer,
            SightingTimer timer) {
        this.sites = sites;
        this.doors = doors;
        this.library = library;
        this.survey = new TemplateSurvey(renderer, library);
        this.timer = timer;
    }

    /** One template at one site, for the length of one call. */
    record Visit(Order order, SiteLink link, SiteTrees trees, String template, String namespace, TemplateSpec spec) {
        @Nullable
        ObjectNode find(TemplateKind kind, String name) {
            return trees.of(kind).find(namespace, name);
        }

        String id() {
            return namespace + "/" + order.name();
        }

        /** Hash of the target, with the hash that it pins, or of the present spec if it pins none. */
        String wish() {
            var target = order.content().template();
            var parameters = target == null ? Map.<String, String>of() : target.parameters();
            var pinned = target == null ? null : target.contentHash();
            return Content.hash(new TemplateTarget(template, parameters, pinned == null ? Content.hash(spec) : pinned));
        }

        boolean isOfThePresentSpec() {
            var target = order.content().template();
            var pinned = target == null ? null : target.contentHash();
            return pinned == null || pinned.equals(Content.hash(spec));
        }

        Try wanted() {
            return new Try(order.name(), order.revision(), order.attempt());
        }
    }

    /** What one look found; the trees are null where there is nothing. */
    record Found(
            SiteTemplate site,
            Wish wish,
            @Nullable ObjectNode head,
            @Nullable ObjectNode own,
            List<ObjectNode> objects) {}

    Found read(Visit visit) {
        var at = timer.now();
        var head = visit.find(TemplateKind.TEMPLATE, visit.template());
        var own = head == null
                ? null
                : present(visit.find(TemplateKind.VERSION, visit.order().name()));
        var current = head == null ? null : current(visit, head, own);
        var site = new SiteTemplate(
                at,
                head == null ? null : TemplateMarks.head(head),
                own == null ? null : TemplateMarks.version(own),
                current == null ? null : TemplateMarks.version(current));
        if (own != null) {
            return new Found(site, new Wish(null, List.of()), head, own, List.of());
        }
        var surveyed = surveyed(visit, head);
        var hindrances = new ArrayList<>(surveyed.hindrances());
        var refused = refusals.get(place(visit.order()));
        if (refused != null && timer.now().isBefore(refused.at().plus(REMEMBERED))) {
            hindrances.add(refused.sentence());
        }
        return new Found(site, new Wish(surveyed.content(), hindrances), head, null, surveyed.objects());
    }

    private TemplateSurvey.Found surveyed(Visit visit, @Nullable ObjectNode head) {
        if (visit.isOfThePresentSpec()) {
            return survey.survey(visit.trees(), question(visit), head);
        }
        var earlier = head == null || !TemplateMarks.isOurs(head)
                ? null
                : EarlierVersion.find(
                        visit.trees(), visit.namespace(), visit.order().name(), visit.wish());
        return earlier != null
                ? earlier
                : new TemplateSurvey.Found(
                        null,
                        List.of(),
                        List.of("Template " + visit.template() + " is no longer as revision "
                                + visit.order().revision() + " of the rollout has it, and site "
                                + visit.order().site().name() + " never had that: bring the spec back, or publish it"
                                + " under a name of its own."));
    }

    private static @Nullable ObjectNode current(Visit visit, ObjectNode head, @Nullable ObjectNode own) {
        var id = TemplateMarks.defaultId(head);
        if (id.isEmpty() || !id.startsWith(visit.namespace() + "/")) {
            return null;
        }
        return own != null && id.equals(visit.id())
                ? own
                : present(visit.find(
                        TemplateKind.VERSION, id.substring(visit.namespace().length() + 1)));
    }

    private static @Nullable ObjectNode present(@Nullable ObjectNode object) {
        return object == null || TemplateMarks.isLeaving(object) ? null : object;
    }

    private TemplateSurvey.Question question(Visit visit) {
        var order = visit.order();
        var target = order.content().template();
        return new TemplateSurvey.Question(
                visit.link().namespace(),
                order.site().name(),
                order.site().labels(),
                visit.template(),
                order.name(),
                visit.spec(),
                target == null ? Map.of() : target.parameters());
    }

    /** Null if the rollout names no Template that the hub has. */
    @Nullable
    Visit visit(Order order) {
        if (!library.isRead()) {
            throw new SiteProblem("the hub has not read its Templates yet");
        }
        var link = sites.link(order.site().uid());
        if (link == null) {
            throw new SiteProblem("the site is not in the fleet");
        }
        var target = order.content().template();
        var name = target == null ? null : target.name();
        var spec = name == null ? null : library.template(link.namespace(), name);
        return name == null || spec == null
                ? null
                : new Visit(order, link, doors.apply(link), name, TemplateRenderer.namespace(spec), spec);
    }

    /** Holds the site for a while with the words of the refusal. */
    void refused(Order order, String sentence) {
        refusals.put(place(order), new Refused(sentence, timer.now()));
    }

    void accepted(Order order) {
        refusals.remove(place(order));
    }

    private static String place(Order order) {
        var target = order.content().template();
        return order.site().uid() + " " + (target == null ? "" : target.name());
    }
}
