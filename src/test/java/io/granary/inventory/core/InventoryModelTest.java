// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands to the store and to a naive one: after each publish they must agree in every answer. */
class InventoryModelTest {
    private static final Instant LAST_SEEN = Instant.ofEpochSecond(1_700_000_000);

    private InventoryEngine engine = InventoryEngine.empty(4096, 0, () -> 0);
    private final NaiveInventory naive = new NaiveInventory();
    private final List<RowEvent> history = new ArrayList<>();
    private final Map<Long, Map<RowKey, VmRow>> setsBySequence = new HashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agreesWithANaiveStore(long seed) {
        var dice = new Random(seed);
        var fleet = new RandomFleet(dice, 3 + dice.nextInt(200));
        setsBySequence.put(0L, Map.of());
        for (int round = 0; round < 40; round++) {
            for (int count = dice.nextInt(40); count > 0; count--) {
                command(dice, fleet);
            }
            engine.publish();
            checkRows();
            checkReplay(dice);
            checkAnswers(fleet, dice);
            if (dice.nextInt(20) == 0) {
                saveAndRestore();
            }
        }
    }

    private void command(Random dice, RandomFleet fleet) {
        var site = fleet.site();
        var kind = dice.nextBoolean() ? Kind.VIRTUAL_MACHINE : Kind.VIRTUAL_MACHINE_INSTANCE;
        var fence =
                new Fence(dice.nextInt(3) == 0 ? 1 + dice.nextInt(6) : 6, dice.nextInt(3) == 0 ? dice.nextInt(3) : 3);
        switch (dice.nextInt(24)) {
            case 0, 1, 2 -> {
                var name = fleet.siteName();
                var labels = fleet.siteLabels();
                engine.siteKnown(site, site.value(), name, labels);
                naive.siteKnown(site, name, labels);
            }
            case 3 -> {
                if (dice.nextInt(4) == 0) {
                    engine.siteRemoved(site);
                    naive.siteRemoved(site);
                }
            }
            case 4 -> {
                engine.siteStale(site, LAST_SEEN, "Gone");
                naive.fresh(site, new Freshness.Stale(LAST_SEEN, "Gone"));
            }
            case 5 -> {
                engine.siteLive(site);
                naive.fresh(site, new Freshness.Live());
            }
            case 6, 7 -> {
                engine.listBegan(site, kind, fence);
                naive.listBegan(site, kind, fence);
            }
            case 8 -> {
                engine.listComplete(site, kind, fence, "77");
                naive.listComplete(site, kind, fence);
            }
            default -> {
                var changes = changes(dice, fleet, kind);
                engine.apply(site, kind, fence, changes);
                naive.apply(site, kind, fence, changes);
            }
        }
    }

    private static List<Change> changes(Random dice, RandomFleet fleet, Kind kind) {
        var changes = new ArrayList<Change>();
        for (int count = dice.nextInt(12); count > 0; count--) {
            var namespace = fleet.namespace();
            var name = fleet.name();
            if (dice.nextInt(5) == 0) {
                changes.add(new Change.Gone(namespace, name, "uid-" + dice.nextInt(3)));
            } else if (kind == Kind.VIRTUAL_MACHINE) {
                changes.add(new Change.PutVm(fleet.vm(namespace, name)));
            } else {
                changes.add(new Change.PutVmi(fleet.vmi(namespace, name)));
            }
        }
        return changes;
    }

    private void checkRows() {
        var rows = new TreeMap<RowKey, VmRow>();
        engine.view().walk(Filter.ALL, List.of(), row -> rows.put(RowKey.of(row), NaiveInventory.blank(row)) == null);
        assertThat(rows).isEqualTo(naive.rows());
        assertThat(engine.view().size()).isEqualTo(rows.size());
        assertThat(engine.view().sites()).containsExactlyInAnyOrderElementsOf(naive.sites.values());
    }

    private void checkReplay(Random dice) {
        long newest = engine.view().sequence();
        long known = history.isEmpty() ? 0 : history.getLast().sequence();
        while (known < newest) {
            var changes = (Replay.Changes) engine.replay(known, 1 + dice.nextInt(50));
            history.addAll(changes.events());
            known = changes.through();
        }
        setsBySequence.put(newest, withoutSites(naive.rows()));
        var starts = List.copyOf(setsBySequence.keySet());
        long start = starts.get(dice.nextInt(starts.size()));
        var set = new TreeMap<>(setsBySequence.get(start));
        long expected = start;
        for (var event : history.stream().filter(one -> one.sequence() > start).toList()) {
            assertThat(event.sequence()).isEqualTo(++expected);
            replay(event, set);
        }
        assertThat(set).isEqualTo(withoutSites(naive.rows()));
    }

    private static void replay(RowEvent event, Map<RowKey, VmRow> set) {
        var key = RowKey.of(event.after() == null ? event.before() : event.after());
        if (event.before() == null) {
            assertThat(set).doesNotContainKey(key);
        } else {
            assertThat(set.get(key)).isEqualTo(withoutSite(event.before()));
        }
        if (event.after() == null) {
            set.remove(key);
        } else {
            set.put(key, withoutSite(event.after()));
        }
    }

    /** What a site is called and how fresh it is may change without an event of a row. */
    private static Map<RowKey, VmRow> withoutSites(Map<RowKey, VmRow> rows) {
        var without = new TreeMap<RowKey, VmRow>();
        rows.forEach((key, row) -> without.put(key, withoutSite(row)));
        return without;
    }

    private static VmRow withoutSite(VmRow row) {
        var blank = NaiveInventory.blank(row);
        var id = row.site().id();
        return new VmRow(
                new SiteRow(id, "", "", Map.of(), new Freshness.Live(), List.of()), blank.vm(), blank.vmi(), 0);
    }

    private void checkAnswers(RandomFleet fleet, Random dice) {
        for (int count = 0; count < 6; count++) {
            var filter = fleet.filter();
            var orders = fleet.orders();
            var expected = naive.rows(filter, orders);
            assertThat(engine.view().count(filter)).as("%s", filter).isEqualTo(expected.size());
            assertThat(pages(filter, orders, 1 + dice.nextInt(40)))
                    .as("%s by %s", filter, orders)
                    .isEqualTo(expected);
            assertThat(walked(filter, orders, 1 + dice.nextInt(40)))
                    .as("%s by %s", filter, orders)
                    .isEqualTo(expected);
            checkFacets(filter, expected);
            checkWarned(filter, expected);
        }
    }

    private void checkWarned(Filter filter, List<VmRow> expected) {
        var view = engine.view();
        assertThat(view.outOfTouch(filter))
                .as("%s", filter)
                .isEqualTo(sites(expected.stream().map(VmRow::site), Freshness.Stale.class, Freshness.Restored.class));
        assertThat(view.unread()).isEqualTo(sites(naive.sites.values().stream(), Freshness.Pending.class));
    }

    private static List<SiteRow> sites(Stream<SiteRow> sites, Class<?>... freshness) {
        return sites.distinct()
                .filter(site -> List.of(freshness).contains(site.freshness().getClass()))
                .sorted(Comparator.comparing(SiteRow::id))
                .toList();
    }

    /** As in a large fleet: along the kept orders, nothing is sorted. */
    private List<VmRow> walked(Filter filter, List<Order> orders, int limit) {
        var view = (TableView) engine.view();
        var rows = new ArrayList<VmRow>();
        PageToken.Position after = null;
        while (true) {
            var pager = new Pager(view, orders, limit, 0);
            var found = pager.rows(view.rows(filter), after);
            found.forEach(row -> rows.add(NaiveInventory.blank(view.row(row))));
            if (found.size() < limit) {
                return rows;
            }
            after = pager.position(view.row(found.getLast()));
        }
    }

    private List<VmRow> pages(Filter filter, List<Order> orders, int limit) {
        var rows = new ArrayList<VmRow>();
        var token = "";
        do {
            var page = (PageAnswer.Page) engine.page(new PageRequest(filter, orders, limit, token));
            page.rows().forEach(row -> rows.add(NaiveInventory.blank(row)));
            assertThat(page.remaining()).isEqualTo(page.total() - rows.size());
            token = page.continuation();
        } while (!token.isEmpty());
        return rows;
    }

    private void checkFacets(Filter filter, List<VmRow> rows) {
        for (var field : List.of(Field.STATUS, Field.SITE, Field.NODE, Field.OS, Field.FRESHNESS, Field.DISK)) {
            var counts = rows.stream()
                    .map(row -> FieldValues.text(row, field))
                    .filter(value -> !value.isEmpty())
                    .collect(Collectors.groupingBy(value -> value, Collectors.summingInt(_ -> 1)));
            check(filter, new FacetRequest.ByField(field), counts);
        }
        var apps = rows.stream()
                .map(row -> row.vm().labels().getOrDefault("app", ""))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.groupingBy(value -> value, Collectors.summingInt(_ -> 1)));
        check(filter, new FacetRequest.ByLabel("app"), apps);
        var countries = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.site().labels().get("country"), Collectors.summingInt(_ -> 1)));
        check(filter, new FacetRequest.BySiteLabel("country"), countries);
        var keys = rows.stream()
                .flatMap(row -> row.vm().labels().keySet().stream())
                .collect(Collectors.groupingBy(value -> value, Collectors.summingInt(_ -> 1)));
        check(filter, new FacetRequest.ByLabelKey(), keys);
    }

    private void check(Filter filter, FacetRequest.By by, Map<String, Integer> expected) {
        var facets = engine.view().facets(new FacetRequest(filter, List.of(by), 1000));
        var counts = facets.facets().getFirst().counts().stream()
                .collect(Collectors.toMap(Facets.Count::value, Facets.Count::rows));
        assertThat(counts).as("%s of %s", by, filter).isEqualTo(expected);
    }

    private void saveAndRestore() {
        var frames = new ArrayList<byte[]>();
        engine.image(LAST_SEEN).writeTo((bytes, length) -> frames.add(java.util.Arrays.copyOf(bytes, length)));
        long before = engine.view().sequence();
        engine = InventoryEngine.restored(
                () -> frames.isEmpty() ? new byte[0] : frames.removeFirst(), 4096, before, () -> 0);
        assertThat(engine.view().sequence()).isEqualTo(before);
        naive.restarted(LAST_SEEN);
    }
}
