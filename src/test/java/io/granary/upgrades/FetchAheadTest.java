// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.Hop;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.rollout.RolloutPayload.Ahead;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sites fetch the ISO of an upgrade from a mirror, long before it starts. */
class FetchAheadTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Ahead TERMS = new Ahead(Instant.MAX, 0);
    private static final int STORE = 3;

    private final byte[] file = new byte[1 << 20];
    private final UpgradeFleet fleet = new UpgradeFleet(4, 2);
    private HttpServer mirror;

    @BeforeEach
    void serve() throws Exception {
        mirror = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        mirror.createContext("/harvester-v1.8.2.iso", exchange -> {
            var head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(file.length));
            exchange.sendResponseHeaders(200, head ? -1 : file.length);
            if (!head) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        mirror.start();
    }

    @AfterEach
    void close() {
        fleet.close();
        mirror.stop(0);
    }

    private String sum() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(file));
    }

    private Order order(String sha512) {
        var url = "http://127.0.0.1:" + mirror.getAddress().getPort() + "/harvester-v1.8.2.iso";
        var target = new UpgradeTarget("v1.8.2", new Iso(url, sha512), List.of(), null, null, null);
        return new Order(fleet.view(STORE), new RolloutTarget(null, null, target, null), 1, 1, "granary-1");
    }

    private List<String> images() {
        return fleet.of(STORE, SiteKinds.IMAGES).list(SiteKinds.SYSTEM, "").stream()
                .map(SiteKinds::name)
                .toList();
    }

    private void awaitStaged(Order order, Sighting.Ahead wanted) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(fleet.payload().look(order).staged().ahead()).isEqualTo(wanted));
    }

    @Test
    void fetchingIsNotTheActionAndChangesNothingElse() throws Exception {
        var order = order(sum());
        fleet.payload().stage(order, TERMS);
        awaitStaged(order, Sighting.Ahead.DONE);

        var seen = fleet.payload().look(order);
        assertThat(seen.action()).isNull();
        assertThat(seen.desired()).isEqualTo(Desired.NO);
        assertThat(fleet.upgrades(STORE, "granary")).isEmpty();
        assertThat(fleet.schedules(STORE)).containsOnly(false);
        fleet.payload().stage(order, TERMS);
        assertThat(images()).containsExactly("harvester-v1.8.2-" + sum().substring(0, 8));
    }

    @Test
    void theUpgradeGoesFromWhatIsThereAndTakesItAwayAtItsEnd() throws Exception {
        var order = order(sum());
        fleet.payload().stage(order, TERMS);
        awaitStaged(order, Sighting.Ahead.DONE);
        fleet.payload().start(order, Instant.now().plusSeconds(30));

        await().atMost(SOON).until(() -> {
            fleet.recovered();
            var action = fleet.payload().observe(order).action();
            return action != null && action.state() != State.RUNNING;
        });
        assertThat(fleet.payload().look(order).action().message()).isEqualTo("upgraded to v1.8.2");
        assertThat(fleet.version(STORE)).isEqualTo("v1.8.2");
        var upgrade =
                fleet.of(STORE, SiteKinds.UPGRADES).list(SiteKinds.SYSTEM, "").getFirst();
        assertThat(upgrade.at("/spec/image").asText())
                .isEqualTo("harvester-system/harvester-v1.8.2-" + sum().substring(0, 8));
        await().atMost(SOON).untilAsserted(() -> assertThat(images()).isEmpty());
    }

    @Test
    void anIsoThatIsNotTheOneThatWasMeantFailsTheFetchAndNotTheSite() {
        var order = order("0".repeat(128));
        fleet.payload().stage(order, TERMS);
        awaitStaged(order, Sighting.Ahead.FAILED);

        var seen = fleet.payload().look(order);
        assertThat(seen.staged().message()).contains("was not fetched").contains("checksum");
        assertThat(seen.precheck().sentence()).isEmpty();
    }

    @Test
    void ofTwoHopsBothAreFetched() throws Exception {
        fleet.pretend(STORE, "v1.6.1");
        var iso = new Iso("http://127.0.0.1:" + mirror.getAddress().getPort() + "/harvester-v1.8.2.iso", sum());
        var target = new UpgradeTarget("v1.8.2", iso, List.of(new Hop("v1.7.3", iso)), null, null, null);
        var order = new Order(fleet.view(STORE), new RolloutTarget(null, null, target, null), 1, 1, "granary-1");

        fleet.payload().stage(order, TERMS);
        awaitStaged(order, Sighting.Ahead.DONE);

        var sum = sum().substring(0, 8);
        assertThat(images()).containsExactlyInAnyOrder("harvester-v1.7.3-" + sum, "harvester-v1.8.2-" + sum);
    }

    @Test
    void whatAnUndoneRolloutFetchedIsTakenAwayUnlessAnotherWantsTheVersion() throws Exception {
        var order = order(sum());
        fleet.payload().stage(order, TERMS);
        awaitStaged(order, Sighting.Ahead.DONE);
        var name = "harvester-v1.8.2-" + sum().substring(0, 8);
        var foreign = SiteKinds.object("harvesterhci.io/v1beta1", "VirtualMachineImage", SiteKinds.SYSTEM, "v1-8-2");
        foreign.putObject("spec")
                .put("displayName", "harvester-v1.8.2-somebodys")
                .put("sourceType", "upload");
        fleet.of(STORE, SiteKinds.IMAGES).create(foreign);

        assertThat(fleet.payload().discard(order, List.of(order.content())))
                .isEqualTo("the site has no ISO of this try");
        assertThat(images()).containsExactlyInAnyOrder(name, "v1-8-2");

        assertThat(fleet.payload().discard(order, List.of())).isEqualTo("deleted " + name);
        await().atMost(SOON).untilAsserted(() -> assertThat(images()).containsExactly("v1-8-2"));
    }

    @Test
    void theLibraryIsAskedForThePaceOfTheRolloutAndNoOtherMirrorIs() throws Exception {
        var library = "https://hub/library/c-1/" + sum() + "/harvester.iso";

        assertThat(urlOf(library, 1_000_000)).isEqualTo(library + "?rate=1000000");
        assertThat(urlOf("https://mirror/harvester.iso", 1_000_000)).isEqualTo("https://mirror/harvester.iso");
    }

    private String urlOf(String url, long rate) throws Exception {
        var iso = new Iso(url, sum());
        var target = new UpgradeTarget("v1.8.2", iso, List.of(), null, null, null);
        var order = new Order(fleet.view(STORE), new RolloutTarget(null, null, target, null), 1, 1, "granary-1");
        fleet.payload().stage(order, new Ahead(Instant.MAX, rate));
        var made =
                fleet.of(STORE, SiteKinds.IMAGES).find(SiteKinds.SYSTEM, "harvester-v1.8.2-" + sum().substring(0, 8));
        fleet.payload().discard(order, List.of());
        return made.at("/spec/url").asText();
    }

    @Test
    void withoutAChecksumNothingIsFetched() {
        var order = order(null);
        fleet.payload().stage(order, TERMS);

        assertThat(fleet.payload().look(order).staged().message()).endsWith("iso.sha512 in spec.target.upgrade");
        assertThat(images()).isEmpty();
    }
}
