// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.Attributes;
import io.granary.api.core.ListOptions;
import io.granary.api.core.StatusProblem;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.kube.ApiProblem;
import io.granary.rollout.RolloutKey;
import io.granary.rollout.RolloutPlans;
import io.granary.rollout.RolloutPlans.PlanAnswer;
import io.granary.rollout.core.SiteAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each rollout is about to do with each site, and why: the whole plan as a list, one site with its past as an
 * object. Whoever may read the Rollout may read its plan, and nobody else. Runs on virtual threads.
 */
final class SitePlans {
    private final RolloutPlans plans;
    private final Reviews reviews;
    private final Outlet outlet;

    SitePlans(RolloutPlans plans, Reviews reviews, Outlet outlet) {
        this.plans = plans;
        this.reviews = reviews;
        this.outlet = outlet;
    }

    private record Found(PlanAnswer plan, SiteAnswer site) {}

    void list(ApiRoute.Collection route, ListOptions options, Call call) {
        if (options.watching() != null) {
            throw StatusProblem.badRequest(
                    "site plans cannot be watched, for they are computed: watch the Rollout or the Sites");
        }
        var selection = PlanSelection.of(options.labelSelector(), options.fieldSelector());
        var one = selection.rollout().filter(name -> !route.namespace().isEmpty());
        permit(call, one.isPresent() ? "get" : "list", route.namespace(), one.orElse(""));
        lead();
        var answers = plans.rollouts(route.namespace()).stream()
                .filter(key -> selection.rollout().map(key.name()::equals).orElse(true))
                .map(plans::plan)
                .filter(Objects::nonNull)
                .toList();
        var rows = answers.stream().mapToLong(plan -> plan.sites().size()).sum();
        try (var ignored = outlet.hold(rows * Outlet.ROW / 4)) {
            send(call, options, selection, answers);
        }
    }

    private void send(Call call, ListOptions options, PlanSelection selection, List<PlanAnswer> answers) {
        var response = Replies.head(call.request(), 200, Replies.JSON).setChunked(true);
        var writer = new SitePlanJson(Accepted.of(call.accept()), options.includeObject());
        var version = answers.stream()
                .max(Comparator.comparing(PlanAnswer::at))
                .map(SitePlanJson::version)
                .orElse("0");
        var body = outlet.body(response);
        try {
            var json = Rendering.JSON.createGenerator(body);
            writer.begin(json, version);
            for (var plan : answers) {
                for (var site : plan.sites()) {
                    if (selection.matches(plan, site)) {
                        writer.row(json, new SitePlanJson.Row(plan, site, List.of()));
                    }
                }
            }
            writer.end(json);
            json.flush();
            body.finish();
        } catch (IOException | UncheckedIOException gone) {
            response.reset();
        }
    }

    void get(ApiRoute.Item route, Call call) {
        var options = ListOptions.of(call.parameters());
        var writer = new SitePlanJson(Accepted.of(call.accept()), options.includeObject());
        lead();
        var found = find(route, call)
                .orElseThrow(() -> StatusProblem.notFound(ApiKinds.GROUP, ApiKinds.SITE_PLANS.plural(), route.name()));
        var history = history(route.namespace(), found.site().site().name());
        var row = new SitePlanJson.Row(found.plan(), found.site(), history);
        Replies.bytes(call.request(), 200, Replies.JSON, Rendering.bytes(json -> writer.single(json, row)));
    }

    /** Names of rollouts may have dots in them, and those of sites too: the first that fits both. */
    private Optional<Found> find(ApiRoute.Item route, Call call) {
        var keys = plans.rollouts(route.namespace()).stream()
                .filter(key -> route.name().startsWith(key.name() + '.'))
                .toList();
        if (keys.isEmpty()) {
            permit(call, "list", route.namespace(), "");
        }
        for (var key : keys) {
            permit(call, "get", key.namespace(), key.name());
            var found = find(key, route.name());
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private @Nullable Found find(RolloutKey key, String name) {
        var plan = plans.plan(key);
        return plan == null
                ? null
                : plan.sites().stream()
                        .filter(site -> PlanSelection.name(plan, site).equals(name))
                        .findFirst()
                        .map(site -> new Found(plan, site))
                        .orElse(null);
    }

    private List<Outcome> history(String namespace, String site) {
        try {
            return plans.history(namespace, site);
        } catch (ApiProblem.Failure away) {
            throw StatusProblem.unavailable("the history of the site cannot be read now: ask again");
        }
    }

    private void permit(Call call, String verb, String namespace, String rollout) {
        var asked = new Attributes(verb, "granary.io", "v1alpha1", "rollouts", namespace, rollout);
        var may = reviews.allowed(call.identity(), asked).toCompletableFuture().join();
        if (!may) {
            throw StatusProblem.forbidden(call.identity().name(), asked, "");
        }
    }

    private void lead() {
        if (!plans.leads()) {
            throw StatusProblem.unavailable("this hub does not move the rollouts at the moment: ask again");
        }
    }
}
