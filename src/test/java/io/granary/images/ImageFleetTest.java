// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.Image;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubObject;
import io.granary.kube.Wire;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Ahead;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SightingClock;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.simulator.FileLibrary;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.sites.SiteLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Images that are fetched ahead at a simulated Harvester site, over HTTPS and through Rancher's proxy. */
class ImageFleetTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Ahead TERMS = new Ahead(Instant.MAX, 0);

    private final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(1, 1));
    private final FileLibrary library = new FileLibrary();
    private final Vertx vertx = Vertx.vertx();
    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private final ImageShelf shelf = new ImageShelf(image -> {});
    private final ApiDoor door = door();
    private final PayloadSites sites =
            uid -> new SiteLink(new SiteId("c-m-1"), "fleet-default", "store-1", Map.of(), true, door);
    private final ImagePayload payload =
            new ImagePayload(new ImageVisits(shelf, sites, new SiteObjects(sites, new Random(1))), timer, order -> {});

    private ApiDoor door() {
        var doors = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
        var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
        var origin = doors.origin(ApiAddress.of(fleet.url(), trust), Credentials.of("Bearer " + fleet.token()));
        var id = fleet.sites().getFirst().clusterId();
        return origin.door(id, "/k8s/clusters/" + id);
    }

    @AfterEach
    void close() {
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        library.close();
        fleet.close();
    }

    @Test
    void whatWasFetchedAheadIsTakenOverByTheStartAndNotFetchedAgain() {
        publish(1);
        var order = order("granary-1");
        payload.stage(order, TERMS);
        awaitAhead(order, Sighting.Ahead.DONE);

        assertThat(payload.look(order).action()).isNull();
        assertThat(payload.look(order).desired()).isEqualTo(Desired.NO);
        payload.stage(order, TERMS);
        payload.start(order, Instant.MAX);

        var seen = payload.look(order);
        assertThat(seen.action().state()).isEqualTo(State.SUCCEEDED);
        assertThat(seen.desired()).isEqualTo(Desired.YES);
        assertThat(library.asked()).filteredOn("GET /till-1.qcow2"::equals).hasSize(1);
    }

    @Test
    void aStartTakesOverWhatIsStillUnderWay() {
        publish(1);
        var order = order("granary-1");
        payload.stage(order, TERMS);
        payload.start(order, Instant.MAX);

        assertThat(payload.look(order).staged()).isEqualTo(Sighting.Staged.NO);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(payload.look(order).action())
                        .extracting(Sighting.Action::state)
                        .isEqualTo(State.SUCCEEDED));
    }

    @Test
    void whatWasFetchedForATryThatNeverCameMakesRoomForOtherBytes() {
        publish(1);
        payload.stage(order("granary-1"), TERMS);
        awaitAhead(order("granary-1"), Sighting.Ahead.DONE);
        publish(2);
        var order = order("granary-2");

        assertThatThrownBy(() -> payload.stage(order, TERMS)).isInstanceOf(SiteProblem.class);

        await().atMost(SOON).ignoreExceptionsInstanceOf(SiteProblem.class).until(() -> {
            payload.stage(order, TERMS);
            return true;
        });
        awaitAhead(order, Sighting.Ahead.DONE);
    }

    @Test
    void fetchesAheadAtItsOwnPaceFromTheLibraryOnly() {
        publish(1);
        payload.stage(order("granary-1"), new Ahead(Instant.MAX, 5 << 20));

        awaitAhead(order("granary-1"), Sighting.Ahead.DONE);
        assertThat(library.queries()).contains("rate=5242880");
    }

    @Test
    void whatAnUndoneTryBroughtGoesIfNobodyWantsItAndNobodyUsesIt() throws JsonProcessingException {
        publish(1);
        var order = order("granary-1");
        payload.start(order, Instant.MAX);
        await().atMost(SOON).until(() -> payload.look(order).desired() == Desired.YES);

        assertThat(payload.discard(order, List.of(order.content()))).contains("a rollout wants it");
        assertThat(payload.discard(order("granary-2"), List.of())).isEqualTo("the site has no image of this try");
        var objects = new SiteObjects(sites, new Random(1));
        var claims = objects.of(order.site().uid(), SiteObjects.type("v1", "persistentvolumeclaims"));
        claims.create(claim(storageClass(objects, order)));
        assertThat(payload.discard(order, List.of()))
                .startsWith("the image stays: ")
                .contains("being used by");
        assertThat(payload.look(order).desired()).isEqualTo(Desired.YES);
        assertThat(claims.delete("default", "till-disk")).isNull();
        assertThat(payload.discard(order, List.of())).isEqualTo("the image was deleted");
        await().atMost(SOON).until(() -> payload.look(order).desired() == Desired.NO);
    }

    private static String storageClass(SiteObjects objects, Order order) {
        var images = SiteObjects.type("harvesterhci.io/v1beta1", "virtualmachineimages");
        return objects.of(order.site().uid(), images)
                .find("default", "till")
                .at("/status/storageClassName")
                .asText();
    }

    private static ObjectNode claim(String storageClass) throws JsonProcessingException {
        return (ObjectNode) Wire.mapper().readTree("""
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
                 "metadata": {"namespace": "default", "name": "till-disk"},
                 "spec": {"accessModes": ["ReadWriteMany"], "storageClassName": "%s",
                          "resources": {"requests": {"storage": "1Gi"}}}}""".formatted(storageClass));
    }

    @Test
    void whatWasFetchedAheadInVainIsDiscarded() {
        publish(1);
        var order = order("granary-1");
        payload.stage(order, TERMS);
        awaitAhead(order, Sighting.Ahead.DONE);

        assertThat(payload.discard(order, List.of())).isEqualTo("the image was deleted");
        awaitAhead(order, Sighting.Ahead.NO);
    }

    private void awaitAhead(Order order, Sighting.Ahead wanted) {
        await().atMost(SOON).until(() -> payload.look(order).staged().ahead() == wanted);
    }

    /** An Image with these bytes, ready in the library. */
    private void publish(int content) {
        var bytes = disk(content);
        var url = library.offer("till-" + content + ".qcow2", bytes);
        var sha512 = FileLibrary.sha512(bytes);
        try {
            var spec = Wire.mapper().readValue("{\"url\": \"%s\"}".formatted(url), ImageSpec.class);
            var wire = """
                    {"servedAt": "%s", "sha512": "%s", "sizeBytes": %d, "conditions": [
                      {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z",
                       "reason": "InLibrary", "message": ""}]}""".formatted(url, sha512, bytes.length);
            var status = Wire.mapper().readValue(wire, ImageStatus.class);
            shelf.replaced(List.of(HubObject.of(Image.class, HubObject.Meta.of("fleet-default", "till", Map.of()), spec)
                    .withStatus(status)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] disk(int content) {
        return ByteBuffer.allocate(50_000)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putLong(24, 10L << 30)
                .putInt(40_000, content)
                .array();
    }

    private static Order order(String name) {
        var view = new SiteView(
                new SiteUid("uid-1"),
                "store-1",
                Map.of(),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(true, Instant.EPOCH),
                Duration.ZERO,
                null);
        var target = new RolloutTarget(new RolloutTarget.ImageTarget("till", null, null, null), null, null, null);
        return new Order(view, target, 1, 1, name);
    }
}
