// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static io.granary.api.ApiWorld.BASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.rollout.RolloutKey;
import io.granary.rollout.RolloutPlans.PlanAnswer;
import io.granary.rollout.core.Sighting.Note;
import io.granary.rollout.core.Sighting.Weight;
import io.granary.rollout.core.SiteAnswer;
import io.granary.rollout.core.SiteAnswer.Preflight;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Why a site waits, over HTTPS. */
class SitePlansTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final String PLANS = BASE + "/namespaces/fleet-stores/siteplans";
    private static ApiWorld world;

    @BeforeAll
    static void open() throws Exception {
        world = new ApiWorld();
        world.plans.all.add(plan("till", answer("store-1", "de", "Running"), answer("store-2", "fr", "Waiting")));
        world.plans.all.add(plan("till.v2", answer("store-1", "de", "Waiting")));
        world.plans.history.add(new Outcome("till", 1, 1, "Failed", NOW.toString(), null, "rest", "unexpected EOF"));
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    private static PlanAnswer plan(String rollout, SiteAnswer... sites) {
        var key = new RolloutKey("fleet-stores", rollout);
        return new PlanAnswer(key, 2, "3baa9cc431", "Running", NOW, List.of(sites));
    }

    private static SiteAnswer answer(String name, String country, String state) {
        var contact = new SiteView.Contact(true, NOW);
        var labels = Map.of("country", country);
        var uid = new SiteUid("c-" + name);
        var view = new SiteView(uid, name, labels, SiteCalendar.ANY, NOW, contact, Duration.ZERO, null);
        var disk = new Note(Weight.BLOCKS, "a disk has 3 GB left", "free 10 GB on n1");
        var preflight = new Preflight("Held", List.of(disk));
        return new SiteAnswer(
                view, "rest", state, "Wave", "waits for wave canary", null, "starts then", null, preflight);
    }

    private static List<String> names(String path) throws Exception {
        return StreamSupport.stream(world.json(path).path("items").spliterator(), false)
                .map(item -> item.path("metadata").path("name").asText())
                .toList();
    }

    @Test
    void aListHoldsEverySiteOfEveryRolloutOrThoseThatAreSelected() throws Exception {
        assertThat(names(PLANS)).containsExactly("till.store-1", "till.store-2", "till.v2.store-1");
        assertThat(names(PLANS + "?fieldSelector=spec.rollout%3Dtill%2Cstatus.state!%3DRunning"))
                .containsExactly("till.store-2");
        assertThat(names(PLANS + "?labelSelector=country%3Dde")).containsExactly("till.store-1", "till.v2.store-1");
    }

    @Test
    void oneSiteComesWithItsPast() throws Exception {
        var plan = world.json(PLANS + "/till.v2.store-1");

        assertThat(plan.path("spec").path("rollout").asText()).isEqualTo("till.v2");
        assertThat(plan.path("status").path("message").asText()).isEqualTo("waits for wave canary");
        assertThat(plan.path("status").path("history").path(0).path("message").asText())
                .isEqualTo("unexpected EOF");
    }

    @Test
    void kubectlGetsATable() throws Exception {
        var table = world.json(PLANS, "accept", "application/json;as=Table;g=meta.k8s.io;v=v1");

        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("rows").path(0).path("cells"))
                .extracting(JsonNode::asText)
                .startsWith("till.store-1", "rest", "Running", "Wave", "waits for wave canary");
    }

    @Test
    void whatALookBeforeTheStartFoundStandsBesideWhateverElseHoldsTheSite() throws Exception {
        var found = world.json(PLANS + "?fieldSelector=status.preflight.verdict%3DHeld")
                .path("items")
                .path(1)
                .path("status");
        var row = world.json(PLANS, "accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
                .path("rows")
                .path(1)
                .path("cells");

        assertThat(found.path("message").asText()).isEqualTo("waits for wave canary");
        assertThat(found.path("preflight").path("findings").path(0).toString())
                .isEqualTo(
                        "{\"weight\":\"Blocks\",\"finding\":\"a disk has 3 GB left\",\"mend\":\"free 10 GB on n1\"}");
        assertThat(row).extracting(JsonNode::asText).endsWith("Held", "a disk has 3 GB left", "free 10 GB on n1");
    }

    @Test
    void whoMayNotReadTheRolloutMayNotReadItsPlan() throws Exception {
        try (var own = new ApiWorld()) {
            own.plans.all.addAll(world.plans.all);
            own.hub.allows = review ->
                    review.path("resourceAttributes").path("resource").asText().equals("siteplans");

            assertThat(own.getAs("ann", PLANS).statusCode()).isEqualTo(403);
            assertThat(own.getAs("ann", PLANS + "/till.store-1").body()).contains("cannot get resource");
            assertThat(own.getAs("ann", PLANS + "/unknown.store-1").statusCode())
                    .as("what there is not is no news either")
                    .isEqualTo(403);
        }
    }

    @Test
    void whatCannotBeAnsweredSaysWhatCan() throws Exception {
        assertThat(world.get(PLANS + "/till.nowhere").statusCode()).isEqualTo(404);
        assertThat(world.get(PLANS + "?watch=1").body()).contains("watch the Rollout");
        assertThat(world.get(PLANS + "?fieldSelector=spec.colour%3Dred").body()).contains("spec.rollout");
    }

    @Test
    void aHubThatDoesNotLeadSaysSoAndIsAskedAgain() throws Exception {
        try (var own = new ApiWorld()) {
            own.plans.leads = false;

            var answer = own.get(PLANS);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
        }
    }
}
