// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.inventory.core.Kind;
import io.granary.kernel.SiteId;
import io.granary.sites.SiteLink;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSyncTest {
    private static final SiteId SITE = new SiteId("c-m-1");
    private static final String VMS = "virtualmachines";

    private final TickingTimer timer = new TickingTimer();
    private final PlainRows rows = new PlainRows();
    private final ScriptedSite site = new ScriptedSite(timer, new Random(7));
    private final ReflectorPacer pacer = new ReflectorPacer(new ReflectorPacer.Limits(8, 100, 100), timer);
    private SiteSyncs syncs = syncs();

    private SiteSyncs syncs() {
        var polling = new SiteSyncTools.Polling(Duration.ofHours(6), Duration.ofHours(6), Map.of());
        var limits = new SiteSyncTools.Limits(
                500,
                true,
                Duration.ofSeconds(60),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                polling);
        return new SiteSyncs(
                new SiteSyncTools(rows, rows::state, timer, pacer, new ReflectorMeters(1 << 20), new Random(3), limits),
                new SiteSync.News() {
                    @Override
                    public void live(SiteId id) {}

                    @Override
                    public void stale(SiteId id, Instant lastSeen, String reason) {}
                });
    }

    private void connect(boolean connected) {
        syncs.changed(new SiteLink(SITE, "fleet-default", "store", Map.of(), connected, site));
    }

    private void pass(int seconds) {
        timer.pass(Duration.ofSeconds(seconds));
    }

    private Map<String, String> truth() {
        var truth = new TreeMap<String, String>();
        site.kinds.get(VMS).forEach((key, thing) -> truth.put("prod/" + key, thing.uid() + "@" + thing.version()));
        return truth;
    }

    private void start(int machines) {
        for (var at = 0; at < machines; at++) {
            site.put(VMS, "vm-" + at);
        }
        connect(true);
        pass(2);
    }

    @Test
    void aStreamedListBecomesRowsAndTheSiteLive() {
        start(5);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(5);
        assertThat(rows.freshness).containsEntry(SITE, "live");
        site.put(VMS, "vm-1");
        site.remove(VMS, "vm-2");
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(4);
    }

    @Test
    void aServerWithoutStreamedListsIsListedInPages() {
        site.streams = false;
        start(10);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(10);
        assertThat(site.asked).anyMatch(path -> path.contains("continue="));
    }

    @Test
    void anExpiredPageSweepsNothing() {
        site.streams = false;
        site.expirePages = 2;
        start(10);
        pass(30);
        assertThat(rows.log.stream().filter(each -> each.endsWith("VIRTUAL_MACHINE")))
                .containsExactly(
                        "list VIRTUAL_MACHINE",
                        "list VIRTUAL_MACHINE",
                        "list VIRTUAL_MACHINE",
                        "list VIRTUAL_MACHINE",
                        "sweep VIRTUAL_MACHINE");
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(10);
    }

    @Test
    void aCutWatchResumesWithoutAList() {
        start(3);
        rows.log.clear();
        site.cut();
        site.put(VMS, "vm-9");
        site.remove(VMS, "vm-0");
        pass(10);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).containsKey("prod/vm-9");
        assertThat(rows.log).isEmpty();
    }

    @Test
    void whatWasDeletedWhileTheServerForgotIsSwept() {
        start(4);
        site.away = true;
        site.cut();
        site.remove(VMS, "vm-1");
        site.restart();
        pass(20);
        assertThat(rows.freshness.get(SITE)).isEqualTo("stale Unreachable");
        assertThat(rows.vms(SITE)).hasSize(4);
        site.away = false;
        pass(60);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(3);
        assertThat(rows.freshness).containsEntry(SITE, "live");
    }

    @Test
    void anotherClusterUnderTheSameNameReplacesAllRows() {
        start(4);
        site.rebuild("cluster-2");
        site.put(VMS, "vm-x");
        pass(60);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).containsOnlyKeys("prod/vm-x");
    }

    @Test
    void aRestoredEtcdIsListedAnew() {
        start(4);
        site.rewind();
        site.remove(VMS, "vm-3");
        pass(60);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(3);
    }

    @Test
    void aRestoredEtcdThatHasCountedOnIsFoundOut() {
        start(4);
        site.put(VMS, "vm-1");
        site.relive(VMS, "vm-2", "vm-3");
        pass(60);
        assertThat(rows.vms(SITE)).isEqualTo(truth());
    }

    @Test
    void aRestoredEtcdThatHasCountedOnIsFoundOutAfterABookmarkToo() {
        start(4);
        site.put(VMS, "vm-1");
        site.bookmarks();
        site.relive(VMS, "vm-2", "vm-3");
        pass(30);
        assertThat(rows.vms(SITE)).isEqualTo(truth());
    }

    @Test
    void aDisconnectedSiteKeepsItsRowsAndIsLeftInPeace() {
        start(4);
        connect(false);
        site.cut();
        site.asked.clear();
        pass(300);
        assertThat(rows.freshness).containsEntry(SITE, "stale Disconnected");
        assertThat(rows.vms(SITE)).hasSize(4);
        assertThat(site.asked).isEmpty();
    }

    @Test
    void aRestartedHubResumesItsWatches() {
        start(4);
        syncs.stop();
        site.put(VMS, "vm-new");
        rows.log.clear();
        syncs = syncs();
        connect(true);
        pass(5);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(5);
        assertThat(rows.log).isEmpty();
    }

    @Test
    void aRestartedHubDoesNotResumeAtAnotherCluster() {
        start(4);
        syncs.stop();
        site.rebuild("cluster-2");
        site.put(VMS, "vm-y");
        syncs = syncs();
        connect(true);
        pass(60);
        assertThat(rows.vms(SITE)).isEqualTo(truth()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void afterAnyFaultsTheRowsAreTheTruth(long seed) {
        var dice = new Random(seed);
        site.streams = dice.nextBoolean();
        start(6);
        for (var round = 0; round < 400; round++) {
            disturb(dice);
            timer.pass(Duration.ofMillis(dice.nextInt(1_500)));
        }
        site.away = false;
        site.expirePages = 0;
        connect(true);
        pass(120);
        site.bookmarks();
        assertThat(rows.vms(SITE)).as("seed %d", seed).isEqualTo(truth());
        assertThat(rows.freshness).containsEntry(SITE, "live");
        assertThat(rows.state(SITE, Kind.VIRTUAL_MACHINE).complete()).isTrue();
    }

    private void disturb(Random dice) {
        var key = "vm-" + dice.nextInt(12);
        switch (dice.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> site.put(VMS, key);
            case 5, 6 -> site.remove(VMS, key);
            case 7 -> {
                site.remove(VMS, key);
                site.put(VMS, key);
            }
            case 8 -> site.cut();
            case 9 -> site.restart();
            case 10 -> site.away = dice.nextBoolean();
            case 11 -> site.rewind();
            case 12 -> site.expirePages = 1;
            case 13 -> connect(dice.nextBoolean());
            case 14 -> site.bookmarks();
            default -> {
                if (dice.nextInt(4) == 0) {
                    site.rebuild("cluster-" + dice.nextInt(1_000));
                }
            }
        }
    }
}
