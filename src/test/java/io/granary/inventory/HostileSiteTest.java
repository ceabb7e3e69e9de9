// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.SyncState;
import io.granary.inventory.core.VmFacts;
import io.granary.inventory.core.VmiFacts;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoors;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HostileServer;
import io.granary.sites.SiteLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site may put into its objects and around its replies, from the door to the rows; beside it a good site. */
@Timeout(120)
class HostileSiteTest {
    private static final SiteId GOOD = new SiteId("c-good");
    private static final SiteId BAD = new SiteId("c-bad");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ReflectorClock timer = new ReflectorClock(Clock.systemUTC(), System::nanoTime);
    private final ReflectorMeters meters = new ReflectorMeters(64 << 20);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PlainRows rows = new PlainRows();
    private final SiteSyncs syncs = new SiteSyncs(tools(), new SiteSync.News() {
        @Override
        public void live(SiteId site) {}

        @Override
        public void stale(SiteId site, Instant lastSeen, String reason) {}
    });

    @AfterEach
    void close() {
        over.countDown();
        syncs.stop();
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private SiteSyncTools tools() {
        var hour = Duration.ofHours(1);
        var limits = new SiteSyncTools.Limits(
                500,
                false,
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                new SiteSyncTools.Polling(hour, hour, Map.of()));
        SiteSyncTools.Resume nothing = (site, kind) -> (SyncState) null;
        var pacer = new ReflectorPacer(new ReflectorPacer.Limits(16, 200, 50), timer);
        return new SiteSyncTools(rows, nothing, timer, pacer, meters, new Random(5), limits);
    }

    private void connect(SiteId site, HostileServer server) {
        var patience = new DoorLimits.Patience(50, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
        var usual = DoorLimits.DEFAULTS;
        var limits = new DoorLimits(usual.site(), usual.fleet(), usual.reply(), patience);
        var origin = new ApiDoors(vertx, limits, registry, System::nanoTime)
                .origin(ApiAddress.of(server.url(), ApiAddress.Trust.PUBLIC), Credentials.of("Bearer x"));
        var door = origin.door(site.value(), "");
        syncs.changed(new SiteLink(site, "fleet-default", site.value(), Map.of(), true, door));
    }

    /** A site whose lists hold these items, and whose watches are silent. */
    private HostileServer site(String machines, String instances) throws Exception {
        return new HostileServer((head, out) -> {
            if (head.startsWith("GET /api/v1/namespaces/kube-system")) {
                json(out, "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"u\"}}");
            } else if (head.contains("watch=true")) {
                say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                over.await();
            } else if (head.contains("/virtualmachineinstances?")) {
                json(out, list("VirtualMachineInstance", instances));
            } else {
                json(out, list("VirtualMachine", machines));
            }
        });
    }

    private static String list(String kind, String items) {
        return "{\"kind\":\"" + kind + "List\",\"apiVersion\":\"kubevirt.io/v1\",\"metadata\":{\"resourceVersion\":"
                + "\"7\"},\"items\":[" + items + "]}";
    }

    private static String object(String kind, String metadata, String rest) {
        return "{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"" + kind + "\",\"metadata\":{\"namespace\":\"default\","
                + "\"name\":\"a\",\"uid\":\"u-1\",\"resourceVersion\":\"5\"" + metadata + "}" + rest + "}";
    }

    private static void json(OutputStream out, String body) throws Exception {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        say(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
        out.write(bytes);
        out.flush();
    }

    private static void say(OutputStream out, String text) throws Exception {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private Object facts(SiteId site, Kind kind) {
        synchronized (rows) {
            var row = rows.rows
                    .getOrDefault(new PlainRows.Place(site, kind), Map.of())
                    .get("default/a");
            return row == null ? null : row.facts();
        }
    }

    private boolean isLive(SiteId site) {
        var sync = syncs.of(site);
        return sync != null && sync.isLive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
                "-2026-01-01T00:00:00Z",
                "99999999999-01-01T00:00:00Z",
                "2026-13-45T99:99:99Z",
                "yesterday",
                ""
            })
    void anAbsurdTimeIsNoTime(String time) throws Exception {
        var machine = object("VirtualMachine", ",\"creationTimestamp\":\"" + time + "\"", "");
        try (var bad = site(machine, "")) {
            connect(BAD, bad);
            await().atMost(SOON).until(() -> isLive(BAD) && facts(BAD, Kind.VIRTUAL_MACHINE) != null);
            var vm = (VmFacts) facts(BAD, Kind.VIRTUAL_MACHINE);
            var hundredYears = Instant.parse("2126-01-01T00:00:00Z").getEpochSecond();
            assertThat(vm.createdAt()).isBetween(0L, hundredYears);
        }
    }

    @Test
    void aGuestThatTellsTooMuchIsCutShort() throws Exception {
        var interfaces = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"name\":\"n" + i + "\",\"ipAddress\":\"10.0." + i / 250 + "." + i % 250
                        + "\",\"mac\":\"52:54:00:00:" + i / 250 + ":" + i % 250 + "\"}")
                .collect(Collectors.joining(","));
        var status = ",\"status\":{\"phase\":\"Running\",\"interfaces\":[" + interfaces
                + "],\"guestOSInfo\":{\"prettyName\":\"\\u001b[31m" + "x".repeat(200_000) + "\"}}";
        try (var bad = site(object("VirtualMachine", "", ""), object("VirtualMachineInstance", "", status))) {
            connect(BAD, bad);
            await().atMost(SOON).until(() -> facts(BAD, Kind.VIRTUAL_MACHINE_INSTANCE) != null);
            var vmi = (VmiFacts) facts(BAD, Kind.VIRTUAL_MACHINE_INSTANCE);
            assertThat(vmi.ips()).hasSizeLessThanOrEqualTo(64);
            assertThat(vmi.macs()).hasSizeLessThanOrEqualTo(64);
            assertThat(vmi.os()).hasSizeLessThanOrEqualTo(1_024);
            assertThat(vmi.os().chars()).noneMatch(c -> c == 0x1b);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
                "HTTP/2 200\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void aReplyThatIsNoReplyCostsThatSiteOnly(String reply) throws Exception {
        try (var bad = HostileServer.saying(reply);
                var good = site(object("VirtualMachine", "", ""), "")) {
            connect(BAD, bad);
            connect(GOOD, good);
            await().atMost(SOON).until(() -> isLive(GOOD) && facts(GOOD, Kind.VIRTUAL_MACHINE) != null);
            await().atMost(SOON).until(() -> bad.requestHeads().size() >= 3);
            assertThat(isLive(BAD)).isFalse();
            assertThat(facts(BAD, Kind.VIRTUAL_MACHINE)).isNull();
            assertThat(isLive(GOOD)).isTrue();
            assertThat(meters.held()).isLessThanOrEqualTo(64 << 20);
        }
    }

    @Test
    void whatWasRefusedIsSaidOfThatSiteAlone() throws Exception {
        var tooLarge = object("VirtualMachine", ",\"annotations\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}", "");
        try (var bad = site(tooLarge, "");
                var good = site(object("VirtualMachine", "", ""), "")) {
            connect(BAD, bad);
            connect(GOOD, good);
            await().atMost(SOON).until(() -> isLive(GOOD) && syncs.of(BAD).refusedNow() != null);
            assertThat(syncs.of(BAD).refusedNow()).hasSizeLessThanOrEqualTo(300).doesNotContain("xxxx");
            assertThat(syncs.of(GOOD).refusedNow()).isNull();
            assertThat(facts(GOOD, Kind.VIRTUAL_MACHINE)).isNotNull();
        }
    }

    @Test
    void theFencesOfSitesAreTheirOwn() throws Exception {
        try (var bad = site("", "");
                var good = site(object("VirtualMachine", "", ""), "")) {
            connect(BAD, bad);
            connect(GOOD, good);
            await().atMost(SOON).until(() -> isLive(GOOD) && isLive(BAD));
            assertThat(facts(GOOD, Kind.VIRTUAL_MACHINE)).isNotNull();
            assertThat(rows.state(BAD, Kind.VIRTUAL_MACHINE).fence()).isGreaterThan(new Fence(0, 0));
        }
    }
}
