// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.TemplateTarget;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SightingClock;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.sites.SiteLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of the docs goes to a simulated Harvester site, over HTTPS and through Rancher's proxy. */
class TemplateFleetTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 1));
    private final Vertx vertx = Vertx.vertx();
    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private final Map<String, TemplateSpec> templates = new ConcurrentHashMap<>();
    private final ApiDoor door = door();
    private final SiteTrees site = SiteTrees.through(door, new Random(1));
    private final TemplatePayload payload = new TemplatePayload(
            new TemplateVisits(
                    uid -> new SiteLink(new SiteId("c-m-1"), "fleet-default", "store-1", Map.of(), true, door),
                    link -> SiteTrees.through(link.door(), new Random(2)),
                    new Library(),
                    new TemplateRenderer(new CloudConfig()),
                    timer),
            timer,
            order -> {});

    private final class Library implements TemplateLibrary {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public TemplateSpec template(String namespace, String name) {
            return templates.get(name);
        }

        @Override
        public String displayName(String namespace, String image) {
            return image;
        }
    }

    private ApiDoor door() {
        var doors = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
        var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
        var origin = doors.origin(ApiAddress.of(fleet.url(), trust), Credentials.of("Bearer " + fleet.token()));
        var id = fleet.sites().getFirst().clusterId();
        return origin.door(id, "/k8s/clusters/" + id);
    }

    @BeforeEach
    void publish() throws IOException {
        var spec = TemplateExampleTest.documents().getFirst().path("spec");
        templates.put("till", new ObjectMapper().treeToValue(spec, TemplateSpec.class));
    }

    @AfterEach
    void close() {
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        fleet.close();
    }

    @Test
    void theExampleBecomesTheDefaultVersionAtASite() {
        var order = order("till", "granary-1");
        await().atMost(SOON).until(() -> payload.observe(order).precheck().equals(Sighting.Precheck.FINE));
        bring(order);

        var head = object(TemplateKind.TEMPLATE, "till");
        assertThat(head.at("/spec/defaultVersionId").asText()).isEqualTo("retail-prod/granary-1");
        assertThat(head.at("/status/defaultVersion").asInt()).isEqualTo(1);
        assertThat(object(TemplateKind.KEY_PAIR, "store-operations")
                        .at("/status/fingerPrint")
                        .asText())
                .isNotEmpty();
        assertThat(object(TemplateKind.SECRET, "granary-1")
                        .at("/metadata/ownerReferences/0/name")
                        .asText())
                .isEqualTo("granary-1");
        assertThat(payload.look(order("till", "granary-2")).desired()).isEqualTo(Desired.YES);
    }

    @Test
    void anEditedTemplateBecomesANewVersionAndCanBeTakenBack() {
        bring(order("till", "granary-1"));
        var before = templates.get("till");
        templates.put(
                "till",
                new TemplateSpec(
                        before.displayName(),
                        before.description(),
                        before.targetNamespace(),
                        4,
                        "8Gi",
                        before.disks(),
                        before.networks(),
                        before.keys(),
                        before.userData(),
                        null,
                        before.parameters(),
                        before.labels()));
        bring(order("till", "granary-2"));
        assertThat(object(TemplateKind.VERSION, "granary-2")
                        .at("/status/version")
                        .asInt())
                .isEqualTo(2);

        payload.revert(order("till", "granary-2"));
        assertThat(object(TemplateKind.TEMPLATE, "till")
                        .at("/spec/defaultVersionId")
                        .asText())
                .isEqualTo("retail-prod/granary-1");
        payload.cancel(order("till", "granary-2"));
        assertThat(site.of(TemplateKind.VERSION).find("retail-prod", "granary-2"))
                .isNull();
    }

    @Test
    void leavesTheTemplateAloneThatTheSiteMadeItself() {
        templates.put("pos-terminal", templates.get("till"));
        var order = order("pos-terminal", "granary-1");

        assertThat(payload.look(order).precheck().sentence())
                .startsWith("VirtualMachineTemplate retail-prod/pos-terminal at site store-1 is not Granary's");
        assertThatThrownBy(() -> payload.start(order, Instant.MAX)).isInstanceOf(SiteProblem.class);
    }

    private void bring(Order order) {
        payload.start(order, Instant.now().plusSeconds(30));
        await().atMost(SOON).untilAsserted(() -> {
            var seen = payload.observe(order);
            assertThat(seen.action()).extracting(Sighting.Action::state).isEqualTo(State.SUCCEEDED);
            assertThat(seen.desired()).isEqualTo(Desired.YES);
        });
    }

    private ObjectNode object(TemplateKind kind, String name) {
        return site.of(kind).find("retail-prod", name);
    }

    private static Order order(String template, String name) {
        var view = new SiteView(
                new SiteUid("uid-1"),
                "store-1",
                Map.of("country", "nl"),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(true, Instant.EPOCH),
                Duration.ZERO,
                null);
        var target = new RolloutTarget(null, new TemplateTarget(template, Map.of(), null), null, null);
        return new Order(view, target, 1, 1, name);
    }
}
