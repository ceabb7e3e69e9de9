// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.DoorResources;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SightingCache;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.User;
import io.granary.simulator.harvester.FileServers;
import io.granary.simulator.site.FleetPlan;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan;
import io.granary.simulator.site.SitePlan.Link;
import io.granary.sites.SiteLink;
import io.granary.upgrades.core.UpgradeWords.Dwell;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One site through one upgrade, told minute by minute and compared with docs/stories. The payload is the hub's own, the
 * Harvester the simulator's; the clock of both stands still until the story moves it.
 */
final class UpgradeStory implements AutoCloseable {
    static final int DATACENTER = 0;
    static final int STORE = 19;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2026-11-01T22:00:00Z");

    final SimulatedSite site;
    private final Vertx vertx = Vertx.vertx();
    private final SimClock clock = SimClock.virtual(START);
    private final HttpServer server;
    private final ApiDoor door;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> told = new HashMap<>();
    private final TreeMap<Duration, Runnable> script = new TreeMap<>();
    private UpgradePayload payload;
    private String stamp = "";

    /** @param nodes of the site, instead of those that it has in the fleet */
    UpgradeStory(int index, int nodes) {
        var runtime = new ClusterRuntime(vertx, Clock.fixed(START, ZoneOffset.UTC), new Random(1));
        var plan = FleetPlan.of(20, 2, 1, 0, 0).site(index);
        var sized = new SitePlan(
                plan.index(),
                plan.identity(),
                plan.role(),
                plan.place(),
                plan.release(),
                new SitePlan.Size(nodes, 3),
                plan.provision());
        this.site = new SimulatedSite(sized, clock, runtime, new Nowhere(), (where, change) -> {});
        this.server = vertx.createHttpServer()
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var doors =
                new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), () -> clock.millis() * 1_000_000);
        var address = ApiAddress.of("http://127.0.0.1:" + server.actualPort(), ApiAddress.Trust.PUBLIC);
        this.door = doors.origin(address, Credentials.of("Bearer x")).door("site", "");
        this.payload = hub();
        site.onLink(() -> {
            changed("site", site.link() == Link.CONNECTED ? "is in reach again" : "is out of reach");
            if (site.link() == Link.CONNECTED) {
                door.recovered();
            }
        });
    }

    /** No image is fetched here. */
    private static final class Nowhere implements FileServers {
        @Override
        public void head(Source source, Consumer<Answer> then) {}

        @Override
        public void get(Source source, long size, Consumer<Answer> then) {}
    }

    /** Rancher's proxy, as far as a story needs it. */
    private void serve(HttpServerRequest request) {
        if (site.link() == Link.CONNECTED) {
            site.server().handle(request, request.path(), User.ADMIN);
        } else {
            request.response().setStatusCode(500).end("cluster agent disconnected");
        }
    }

    private UpgradePayload hub() {
        PayloadSites sites = uid -> new SiteLink(new SiteId("site"), "fleet-default", "site", Map.of(), true, door);
        var terms = new PreflightDesk.Terms(Duration.ofMinutes(8), Duration.ofHours(24));
        var dwell = new Dwell(minutes(60), minutes(45), minutes(90), minutes(60), minutes(20));
        return new UpgradePayload(
                sites,
                new SiteObjects(sites, new Random(1)),
                new PreflightDesk(() -> "v2.14.2", terms),
                dwell,
                new StoryTimer(clock),
                SightingCache.Pace.USUAL,
                order -> {});
    }

    /** The story looks by itself. */
    private record StoryTimer(SimClock clock) implements SightingTimer {
        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public void after(Duration delay, Runnable work) {}

        @Override
        public void run(Runnable work) {}
    }

    static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    UpgradeStory titled(String title, String about) {
        text.append(title).append('\n').append("=".repeat(title.length())).append("\n\n");
        text.append(about.strip()).append('\n');
        return this;
    }

    /** Something happens so long after the start. */
    UpgradeStory after(Duration time, String what, Runnable act) {
        script.put(time, () -> {
            line("**", what);
            act.run();
        });
        return this;
    }

    /** A hub that remembers nothing takes over. */
    void restart() {
        payload = hub();
    }

    Resources<ObjectNode> of(ResourceType<ObjectNode> type) {
        return new DoorResources<>(door, type, new Random(1));
    }

    void set(String setting, String value) {
        var settings = of(SiteKinds.SETTINGS);
        settings.replace(settings.find("", setting).put("value", value));
    }

    /** Upgrades the site, and looks at it once a minute until it is over, or this time has passed. */
    UpgradeStory run(UpgradeTarget target, Duration longest) {
        of(SiteObjects.type("v1", "namespaces")).create(SiteKinds.object("v1", "Namespace", "", RecordMap.NAMESPACE));
        var order = new Order(view(), new RolloutTarget(null, null, target, null), 1, 1, "granary-1");
        standing();
        payload.look(order)
                .precheck()
                .notes()
                .forEach(note -> line("finding", note.weight() + ": " + note.sentence() + "; " + note.remedy()));
        payload.start(order, clock.now().plusSeconds(60));
        line("start", "upgrade to " + target.version() + ", as " + order.name());
        var end = clock.now().plus(longest);
        while (clock.now().isBefore(end) && !isOver(look(order))) {
            clock.advance(STEP);
            happen();
        }
        return this;
    }

    private void happen() {
        while (!script.isEmpty() && !clock.now().isBefore(START.plus(script.firstKey()))) {
            script.pollFirstEntry().getValue().run();
        }
    }

    private static boolean isOver(Sighting.@Nullable Action action) {
        return action != null && action.state() != Sighting.State.RUNNING;
    }

    private Sighting.@Nullable Action look(Order order) {
        try {
            var action = payload.look(order).action();
            standing();
            if (action != null) {
                var message = action.message().replaceAll("stuck for [0-9]+ min", "stuck");
                changed("granary", action.state() + ": " + message);
            }
            return action;
        } catch (SiteProblem silent) {
            return null;
        }
    }

    /** What a person would see at the site. */
    private void standing() {
        var running = of(SiteKinds.MACHINES).list("", "").stream()
                .filter(machine ->
                        machine.at("/status/printableStatus").asText().equals("Running"))
                .count();
        changed("machines", running + " run");
        for (var schedule : of(SiteKinds.SCHEDULES).list("", "")) {
            changed(
                    "schedule",
                    SiteKinds.id(schedule)
                            + (schedule.at("/spec/suspend").asBoolean() ? " is suspended" : " is at work"));
        }
        changed("version", SiteKinds.effective(of(SiteKinds.SETTINGS).find("", "server-version")));
    }

    private void changed(String what, String sentence) {
        if (!sentence.equals(told.put(what, sentence))) {
            line(what, sentence);
        }
    }

    private void line(String what, String sentence) {
        var passed = Duration.between(START, clock.now());
        var time = "%d:%02d".formatted(passed.toHours(), passed.toMinutesPart());
        text.append(time.equals(stamp) ? "" : "\n" + time + "\n");
        stamp = time;
        text.append("  %-8s %s%n".formatted(what, sentence));
    }

    private static SiteView view() {
        var contact = new SiteView.Contact(true, Instant.EPOCH);
        return new SiteView(
                new SiteUid("u"), "site", Map.of(), SiteCalendar.ANY, Instant.EPOCH, contact, Duration.ZERO, null);
    }

    static UpgradeTarget to(String version) {
        return new UpgradeTarget(version, null, List.of(), null, null, null);
    }

    String text() {
        return text.toString();
    }

    void told(String file) {
        compare(file, text());
    }

    /** Compares with, or writes, the golden file. */
    static void compare(String file, String text) {
        var golden = Path.of("docs", "stories", file);
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(golden, text);
            }
            assertThat(text).as("run make golden, and review the story").isEqualTo(Files.readString(golden));
        } catch (IOException e) {
            throw new AssertionError("No story at " + golden + ": run make golden", e);
        }
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
