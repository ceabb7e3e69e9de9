// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.inventory.core.PageAnswer.Expired;
import io.granary.inventory.core.PageAnswer.Page;
import io.granary.inventory.core.RowEvent.Seen;
import io.granary.inventory.core.RowEvent.Type;
import io.granary.kernel.SiteId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InventoryEngineTest {
    private static final SiteId SITE = new SiteId("c-m-abc");
    private static final Fence FENCE = new Fence(1, 1);
    private static final List<Order> BY_NAME = List.of(Order.ascending(Field.NAME));

    private final AtomicLong nanoTime = new AtomicLong();
    private final InventoryEngine engine = InventoryEngine.empty(64, 0, nanoTime::get);

    @Test
    void theFirstChangeHasNumberOneAndPagesCarryTheNewest() {
        known();
        put("vm-1", "Running");
        put("vm-2", "Running");

        assertThat(engine.publish().sequence()).isEqualTo(2);
        assertThat(((Replay.Changes) engine.replay(0, 10)).events())
                .extracting(RowEvent::sequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void pagesPutTogetherAreOneSnapshotWhateverHappensMeanwhile() {
        known();
        List.of("a", "b", "c").forEach(name -> put(name, "Running"));
        engine.publish();
        var first = page(2, "");

        put("aa", "Running");
        engine.apply(SITE, Kind.VIRTUAL_MACHINE, FENCE, List.of(new Change.Gone("default", "c", "")));
        engine.publish();
        var second = page(2, first.continuation());

        assertThat(first.remaining()).isEqualTo(1);
        assertThat(names(second)).containsExactly("c");
        assertThat(second.view().sequence()).isEqualTo(3);
    }

    @Test
    void anExpiredListGoesOnBehindTheSameRowIfOneWantsTo() {
        known();
        List.of("a", "b", "c").forEach(name -> put(name, "Running"));
        engine.publish();
        var first = page(2, "");
        put("bb", "Running");
        engine.publish();
        nanoTime.addAndGet(Duration.ofHours(1).toNanos());

        var expired = (Expired) engine.page(new PageRequest(Filter.ALL, BY_NAME, 2, first.continuation()));
        var fresh = page(9, expired.freshContinuation());

        assertThat(names(fresh)).containsExactly("bb", "c");
    }

    @Test
    void aTokenOfAnotherListIsRefused() {
        known();
        List.of("a", "b", "c").forEach(name -> put(name, "Running"));
        engine.publish();
        var token = page(2, "").continuation();

        assertThatThrownBy(() -> engine.page(new PageRequest(Filter.ALL.withText("abc"), BY_NAME, 2, token)))
                .isInstanceOf(BadQuery.class);
        assertThatThrownBy(() -> page(2, "no token")).isInstanceOf(BadQuery.class);
    }

    @Test
    void aWatcherSeesRowsEnterAndLeaveItsSelection() {
        known();
        var running = Filter.ALL.withFields(FieldSelector.parse("status.printableStatus=Running"));
        List.of("Stopped", "Running", "Running", "Stopped", "Stopped").forEach(status -> put("vm", status));
        engine.publish();

        var events = ((Replay.Changes) engine.replay(0, 10)).events();
        var seen = events.stream()
                .flatMap(event -> event.seenThrough(running).stream())
                .toList();

        assertThat(seen).extracting(Seen::type).containsExactly(Type.ADDED, Type.DELETED);
        assertThat(seen.getLast().row().sequence()).isEqualTo(3);
    }

    @Test
    void whatChangesNothingVisibleIsNoEvent() {
        known();
        var vm = vm("vm", "Running");
        apply(vm);
        apply(RandomFleet.version(vm, "another"));

        assertThat(engine.publish().sequence()).isEqualTo(1);
    }

    @Test
    void aWatcherThatIsTooLateIsToldSo() {
        known();
        for (int count = 0; count < 100; count++) {
            put("vm-" + count, "Running");
        }
        engine.publish();

        assertThat(engine.replay(35, 1)).isEqualTo(new Replay.Expired(36, 100));
        assertThat(engine.replay(36, 1)).isInstanceOf(Replay.Changes.class);
        assertThat(engine.replay(100, 1)).isEqualTo(new Replay.Changes(List.of(), 100));
        assertThat(engine.replay(101, 1)).isInstanceOf(Replay.Expired.class);
    }

    @Test
    void anotherUidUnderTheSameNameIsADeletionAndAnAddition() {
        known();
        put("vm", "Running");
        var other = new VmFacts(
                "default", "vm", "other", "1", 1, Map.of(), "Running", "", 0, 0, 0, "", "", List.of(), List.of(), null);
        apply(other);
        engine.publish();

        var events = ((Replay.Changes) engine.replay(1, 10)).events();
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().after()).isNull();
        assertThat(events.getLast().before()).isNull();
    }

    @Test
    void whatIsStillUnderWayDoesNotBringARemovedSiteBack() {
        known();
        put("vm", "Running");
        engine.siteRemoved(SITE);
        put("vm", "Running");

        assertThat(engine.publish().size()).isZero();
        assertThat(engine.view().sites()).isEmpty();
    }

    private void known() {
        engine.siteKnown(SITE, "c-m-abc", "Berlin", Map.of());
    }

    private void put(String name, String status) {
        apply(vm(name, status));
    }

    private void apply(VmFacts vm) {
        engine.apply(SITE, Kind.VIRTUAL_MACHINE, FENCE, List.of(new Change.PutVm(vm)));
    }

    private static VmFacts vm(String name, String status) {
        return new VmFacts(
                "default",
                name,
                "uid-" + name,
                "1",
                1,
                Map.of(),
                status,
                "",
                0,
                0,
                0,
                "",
                "",
                List.of(),
                List.of(),
                null);
    }

    private Page page(int limit, String token) {
        return (Page) engine.page(new PageRequest(Filter.ALL, BY_NAME, limit, token));
    }

    private static List<String> names(Page page) {
        return page.rows().stream().map(row -> row.vm().name()).toList();
    }
}
