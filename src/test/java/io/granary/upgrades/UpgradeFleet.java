// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingClock;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.sites.SiteLink;
import io.granary.upgrades.core.UpgradeWords.Dwell;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A simulated fleet whose hours are seconds, and a payload that upgrades its sites. */
final class UpgradeFleet implements AutoCloseable {
    private static final int PACE = 1_800;

    private final SimulatedFleet fleet;
    private final Vertx vertx = Vertx.vertx();
    private final SightingClock timer = new SightingClock(Clock.systemUTC());
    private final Map<Integer, ApiDoor> doors = new ConcurrentHashMap<>();
    private final ApiDoors pool = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime);
    private final UpgradePayload payload;

    UpgradeFleet(int sites, int vms) {
        this.fleet = SimulatedFleet.start(FleetOptions.quiet(sites, vms).withPace(PACE));
        this.payload = restarted();
        for (int site = 0; site < sites; site++) {
            of(site, SiteObjects.type("v1", "namespaces"))
                    .create(SiteKinds.object("v1", "Namespace", "", RecordMap.NAMESPACE));
        }
    }

    SimulatedFleet simulated() {
        return fleet;
    }

    UpgradePayload payload() {
        return payload;
    }

    /** The payload of a hub that remembers nothing. */
    UpgradePayload restarted() {
        PayloadSites sites = uid -> {
            var index = Integer.parseInt(uid.value());
            return new SiteLink(new SiteId(id(index)), "fleet-default", "site", Map.of(), true, door(index));
        };
        var second = Duration.ofSeconds(2);
        return new UpgradePayload(
                sites,
                new SiteObjects(sites, new Random(1)),
                new PreflightDesk(
                        () -> "v2.14.2", new PreflightDesk.Terms(Duration.ofSeconds(1), Duration.ofHours(24))),
                new Dwell(second, second, second, second, second),
                timer,
                new SightingCache.Pace(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMinutes(10), 8, 50),
                order -> {});
    }

    private ApiDoor door(int index) {
        return doors.computeIfAbsent(index, key -> {
            var trust = new ApiAddress.Trust(fleet.caPem(), null, null);
            var origin = pool.origin(ApiAddress.of(fleet.url(), trust), Credentials.of("Bearer " + fleet.token()));
            return origin.door(id(key), "/k8s/clusters/" + id(key));
        });
    }

    /** What the room of sites does, when Rancher says that a site is back. */
    void recovered() {
        doors.values().forEach(ApiDoor::recovered);
    }

    String id(int index) {
        return fleet.sites().get(index).clusterId();
    }

    SiteView view(int index) {
        return new SiteView(
                new SiteUid(String.valueOf(index)),
                "site",
                Map.of("country", "ch"),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(true, Instant.EPOCH),
                Duration.ZERO,
                null);
    }

    Resources<ObjectNode> of(int index, ResourceType<ObjectNode> type) {
        return new io.granary.kube.DoorResources<>(door(index), type, new Random(1));
    }

    String version(int index) {
        return SiteKinds.effective(
                Objects.requireNonNull(of(index, SiteKinds.SETTINGS).find("", "server-version")));
    }

    String config(int index) {
        return SiteKinds.effective(
                Objects.requireNonNull(of(index, SiteKinds.SETTINGS).find("", "upgrade-config")));
    }

    /** The site says from now on that it has this version. */
    void pretend(int index, String version) {
        var settings = of(index, SiteKinds.SETTINGS);
        settings.replace(
                Objects.requireNonNull(settings.find("", "server-version")).put("value", version));
    }

    Set<String> running(int index) {
        var names = new TreeSet<String>();
        for (var machine : of(index, SiteKinds.MACHINES).list("", "")) {
            if (machine.at("/status/printableStatus").asText().equals("Running")) {
                names.add(SiteKinds.id(machine));
            }
        }
        return names;
    }

    /** Whether each of them is suspended. */
    List<Boolean> schedules(int index) {
        return of(index, SiteKinds.SCHEDULES).list("", "").stream()
                .map(each -> each.at("/spec/suspend").asBoolean())
                .toList();
    }

    List<String> upgrades(int index, String action) {
        return of(index, SiteKinds.UPGRADES).list("", "").stream()
                .map(SiteKinds::name)
                .filter(name -> name.startsWith(action))
                .toList();
    }

    /** Changes the first object of a kind, as its controller would. */
    void change(int index, ResourceType<ObjectNode> type, Consumer<ObjectNode> change) {
        var kind = of(index, type);
        var object = kind.list("", "").getFirst();
        change.accept(object);
        kind.replaceStatus(object);
        ((ObjectNode) object.path("metadata")).remove("resourceVersion");
        kind.replace(kind.find(object.at("/metadata/namespace").asText(""), SiteKinds.name(object))
                .setAll(object));
    }

    /** Lets Longhorn say this of the first volume. */
    void volume(int index, String robustness) {
        change(
                index,
                SiteKinds.VOLUMES,
                volume -> volume.withObjectProperty("status").put("robustness", robustness));
    }

    @Override
    public void close() {
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        fleet.close();
    }
}
