// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.inventory.core.Change;
import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryEngine;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.Replay;
import io.granary.inventory.core.SyncState;
import io.granary.inventory.core.VmFacts;
import io.granary.kernel.SiteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryStoreTest {
    private static final SiteId SITE = new SiteId("c-m-abc");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Fence FENCE = new Fence(3, 2);

    @TempDir
    Path directory;

    @Test
    void afterARestartTheLastKnownIsThereMarkedAndWatchesResume() {
        try (var store = store()) {
            list(store, 5);
        }

        try (var store = store()) {
            assertThat(store.view().size()).isEqualTo(5);
            assertThat(store.view().site(SITE).orElseThrow().freshness()).isEqualTo(new Freshness.Restored(NOW));
            assertThat(store.syncState(SITE, Kind.VIRTUAL_MACHINE)).contains(new SyncState(FENCE, "4711", true));
            assertThat(store.syncState(SITE, Kind.VIRTUAL_MACHINE_INSTANCE)).isEmpty();
        }
    }

    @Test
    void afterARestartTheSmallKindsOfASiteAreThere() {
        try (var store = store()) {
            list(store, 1);
            SiteDetails.ALL.forEach(part -> store.siteDetail(SITE, part));
        }

        try (var store = store()) {
            assertThat(store.view().site(SITE).orElseThrow().details())
                    .containsExactlyInAnyOrderElementsOf(SiteDetails.ALL);
        }
    }

    @Test
    void aFileOfAnotherFormIsSetAsideWithASentence() throws IOException {
        try (var store = store()) {
            list(store, 2);
        }
        var older = Files.readAllBytes(directory.resolve("inventory"));
        older[7] = 1;
        assertThat(read(older))
                .isInstanceOfSatisfying(
                        InventoryFile.Restored.SetAside.class,
                        aside -> assertThat(aside.message())
                                .contains(
                                        "it is of form 1, and this Granary reads form 2", "all sites are listed anew"));
        assertThat(directory.resolve("trial").resolve("inventory.broken")).hasBinaryContent(older);
    }

    @Test
    void afterACleanStopNumbersGoOnWithoutAGap() {
        try (var store = store()) {
            list(store, 5);
        }

        try (var store = store()) {
            assertThat(store.view().sequence()).isEqualTo(5);
            put(store, "another");
            awaitSize(store, 6);
            assertThat(store.view().sequence()).isEqualTo(6);
            assertThat(store.replay(5, 9)).isInstanceOf(Replay.Changes.class);
            assertThat(store.replay(4, 9)).isInstanceOf(Replay.Expired.class);
        }
    }

    @Test
    void afterACrashNoNumberIsUsedTwice() throws IOException {
        var crashed = Files.createDirectory(directory.resolve("crashed"));
        try (var store = store()) {
            list(store, 5);
            awaitSize(store, 5);
            Files.copy(directory.resolve("inventory.sequence"), crashed.resolve("inventory.sequence"));
        }

        try (var store = new InventoryStore(settings(crashed), clock(), System::nanoTime)) {
            assertThat(store.view().size()).isZero();
            assertThat(store.view().sequence()).isGreaterThan(5);
            assertThat(store.replay(5, 1)).isInstanceOf(Replay.Expired.class);
        }
    }

    @Test
    void aFileThatIsCutShortAnywhereOrHasAnyBitFlippedIsSetAside() throws IOException {
        try (var store = store()) {
            list(store, 2);
            SiteDetails.ALL.forEach(part -> store.siteDetail(SITE, part));
        }
        var whole = Files.readAllBytes(directory.resolve("inventory"));
        assertThat(read(whole)).isInstanceOf(InventoryFile.Restored.Engine.class);

        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length))).isInstanceOf(InventoryFile.Restored.SetAside.class);
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(flipped)).as("bit %d", bit).isInstanceOf(InventoryFile.Restored.SetAside.class);
        }
        assertThat(read(Arrays.copyOf(whole, whole.length + 1))).isInstanceOf(InventoryFile.Restored.SetAside.class);
    }

    @Test
    void aBrokenFileIsKeptBesideForWhoWantsToLook() throws IOException {
        Files.writeString(directory.resolve("inventory"), "not an inventory");

        try (var store = store()) {
            assertThat(store.view().size()).isZero();
        }

        assertThat(directory.resolve("inventory.broken")).hasContent("not an inventory");
    }

    @Test
    void whoeverListensIsWokenAndFindsTheChange() throws InterruptedException {
        try (var store = store()) {
            var woken = new CountDownLatch(1);
            try (var subscription = store.onPublished(() -> {
                if (store.view().size() == 1) {
                    woken.countDown();
                }
            })) {
                list(store, 1);
                assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(subscription).isNotNull();
            }
        }
    }

    @Test
    void aReaderNeverSeesHalfABatch() throws InterruptedException {
        try (var store = store()) {
            store.siteKnown(SITE, SITE.value(), "Berlin", Map.of());
            var torn = new ArrayList<String>();
            var reader = Thread.ofPlatform().start(() -> readUntil(store, 3_000, torn));
            for (int pair = 0; pair < 1_500; pair++) {
                store.apply(
                        SITE,
                        Kind.VIRTUAL_MACHINE,
                        FENCE,
                        List.of(new Change.PutVm(vm("a-" + pair)), new Change.PutVm(vm("b-" + pair))));
            }
            reader.join();
            assertThat(torn).isEmpty();
        }
    }

    private static void readUntil(Inventory store, int size, List<String> torn) {
        while (store.view().size() < size) {
            var view = store.view();
            int[] seen = new int[1];
            view.walk(Filter.ALL, List.of(), row -> seen[0]++ >= 0);
            if (view.size() % 2 != 0 || seen[0] != view.size() || view.sequence() != view.size()) {
                torn.add(view.size() + " rows, " + seen[0] + " seen, at " + view.sequence());
            }
        }
    }

    private static void awaitSize(Inventory store, int size) {
        while (store.view().size() != size) {
            Thread.onSpinWait();
        }
    }

    private InventoryFile.Restored read(byte[] bytes) throws IOException {
        var beside = directory.resolve("trial");
        Files.createDirectories(beside);
        Files.write(beside.resolve("inventory"), bytes);
        return new InventoryFile(beside).read(frames -> InventoryEngine.restored(frames, 16, 0, () -> 0));
    }

    private InventoryStore store() {
        return new InventoryStore(settings(directory), clock(), System::nanoTime);
    }

    private static InventoryStore.Settings settings(Path directory) {
        return new InventoryStore.Settings(directory, 64, Duration.ofHours(1));
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static void list(InventoryStore store, int count) {
        store.siteKnown(SITE, SITE.value(), "Berlin", Map.of("country", "de"));
        store.listBegan(SITE, Kind.VIRTUAL_MACHINE, FENCE);
        for (int vm = 0; vm < count; vm++) {
            put(store, "vm-" + vm);
        }
        store.listComplete(SITE, Kind.VIRTUAL_MACHINE, FENCE, "4711");
        store.siteLive(SITE);
    }

    private static void put(InventoryStore store, String name) {
        store.apply(SITE, Kind.VIRTUAL_MACHINE, FENCE, List.of(new Change.PutVm(vm(name))));
    }

    private static VmFacts vm(String name) {
        return new VmFacts(
                "default",
                name,
                "uid-" + name,
                "1",
                1,
                Map.of("app", "web"),
                "Running",
                "Always",
                1000,
                1,
                1,
                "",
                "",
                List.of("pod"),
                List.of(),
                null);
    }
}
