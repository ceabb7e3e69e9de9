// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.FacetRequest;
import io.granary.inventory.core.FacetRequest.ByField;
import io.granary.inventory.core.Facets;
import io.granary.inventory.core.Field;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Freshness;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.Order;
import io.granary.inventory.core.PageAnswer;
import io.granary.inventory.core.PageRequest;
import io.granary.inventory.core.Replay;
import io.granary.inventory.core.RowEvent;
import io.granary.inventory.core.SiteRow;
import io.granary.inventory.core.SyncState;
import io.granary.inventory.core.VmFacts;
import io.granary.inventory.core.VmRow;
import io.granary.inventory.core.VmiFacts;
import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A small inventory that a test changes by hand; every change is published at once. */
final class MemoryInventory implements Inventory {
    private final Map<Long, View> views = new TreeMap<>();
    private final List<RowEvent> events = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private View newest = new View(0, new TreeMap<>(), new TreeMap<>());
    private long forgotten;

    MemoryInventory() {
        views.put(0L, newest);
    }

    static SiteRow site(String id, String name, Map<String, String> labels, Freshness freshness) {
        return new SiteRow(new SiteId(id), "fleet-default", name, labels, freshness, List.of());
    }

    static VmFacts vm(String namespace, String name, String status, Map<String, String> labels) {
        return new VmFacts(
                namespace,
                name,
                "uid-" + name,
                "7",
                1_700_000_000L,
                labels,
                status,
                "RerunOnFailure",
                2_000,
                4L << 30,
                40L << 30,
                "default/ubuntu",
                "linux",
                List.of("default/vlan10"),
                List.of("52:54:00:00:00:01"),
                null);
    }

    static VmiFacts vmi(VmFacts vm) {
        return new VmiFacts(
                vm.namespace(),
                vm.name(),
                "uid-i",
                "8",
                1_700_000_100L,
                "Running",
                "node-1",
                List.of("10.0.0.7"),
                List.of("52:54:00:00:00:01"),
                "Ubuntu 24.04",
                true,
                true,
                false);
    }

    synchronized void put(SiteRow site) {
        var sites = new TreeMap<>(newest.sites);
        sites.put(site.id().value(), site);
        newest = new View(newest.sequence, sites, newest.rows);
        views.put(newest.sequence, newest);
    }

    synchronized void put(String site, VmFacts vm) {
        change(site, vm.namespace(), vm.name(), vm);
    }

    synchronized void remove(String site, String namespace, String name) {
        change(site, namespace, name, null);
    }

    private void change(String site, String namespace, String name, VmFacts vm) {
        var sequence = newest.sequence + 1;
        var rows = new TreeMap<>(newest.rows);
        var key = site + '/' + namespace + '/' + name;
        var before = rows.remove(key);
        var running = vm != null && vm.status().equals("Running");
        var after = vm == null ? null : new VmRow(newest.sites.get(site), vm, running ? vmi(vm) : null, sequence);
        if (after != null) {
            rows.put(key, after);
        }
        newest = new View(sequence, newest.sites, rows);
        views.put(sequence, newest);
        events.add(new RowEvent(sequence, before, after));
        listeners.forEach(Runnable::run);
    }

    /** As time does: drops all snapshots but the newest, and all changes up to it. */
    synchronized void forget() {
        views.keySet().removeIf(sequence -> sequence != newest.sequence);
        forgotten = newest.sequence;
    }

    @Override
    public synchronized InventoryView view() {
        return newest;
    }

    @Override
    public synchronized Optional<InventoryView> viewAt(long sequence) {
        return Optional.ofNullable(views.get(sequence));
    }

    @Override
    public synchronized PageAnswer page(PageRequest request) {
        var token = request.continuation().isEmpty()
                ? new String[] {Long.toString(newest.sequence), "0"}
                : request.continuation().split("-");
        if (token.length != 2) {
            throw new BadQuery("the token is not one of ours");
        }
        var view = token[0].equals("fresh") ? newest : views.get(Long.parseLong(token[0]));
        if (view == null) {
            return new PageAnswer.Expired("fresh-" + token[1]);
        }
        var all = new ArrayList<VmRow>();
        view.walk(request.filter(), request.orders(), all::add);
        var from = Integer.parseInt(token[1]);
        var to = Math.min(all.size(), from + request.limit());
        var next = to < all.size() ? view.sequence + "-" + to : "";
        return new PageAnswer.Page(view, all.subList(from, to), all.size(), all.size() - to, next);
    }

    @Override
    public synchronized Replay replay(long after, int max) {
        if (after < forgotten || after > newest.sequence) {
            return new Replay.Expired(forgotten, newest.sequence);
        }
        var some = events.stream()
                .filter(event -> event.sequence() > after)
                .limit(max)
                .toList();
        return new Replay.Changes(some, some.isEmpty() ? after : some.getLast().sequence());
    }

    @Override
    public Subscription onPublished(Runnable wake) {
        listeners.add(wake);
        return () -> listeners.remove(wake);
    }

    @Override
    public Optional<SyncState> syncState(SiteId site, Kind kind) {
        return Optional.empty();
    }

    private static final class View implements InventoryView {
        private final long sequence;
        private final Map<String, SiteRow> sites;
        private final Map<String, VmRow> rows;

        View(long sequence, Map<String, SiteRow> sites, Map<String, VmRow> rows) {
            this.sequence = sequence;
            this.sites = sites;
            this.rows = rows;
        }

        @Override
        public long sequence() {
            return sequence;
        }

        private VmRow present(VmRow row) {
            return new VmRow(sites.get(row.site().id().value()), row.vm(), row.vmi(), row.sequence());
        }

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public List<SiteRow> sites() {
            return List.copyOf(sites.values());
        }

        @Override
        public Optional<SiteRow> site(SiteId site) {
            return Optional.ofNullable(sites.get(site.value()));
        }

        @Override
        public Optional<SiteRow> siteOfNamespace(String siteNamespace) {
            return Optional.empty();
        }

        @Override
        public Optional<VmRow> get(SiteId site, String namespace, String name) {
            return Optional.ofNullable(rows.get(site + "/" + namespace + '/' + name))
                    .map(this::present);
        }

        @Override
        public int count(Filter filter) {
            return (int) rows.values().stream()
                    .map(this::present)
                    .filter(filter::admits)
                    .count();
        }

        @Override
        public Facets facets(FacetRequest request) {
            var facets = new ArrayList<Facets.Facet>();
            for (var by : request.by()) {
                var counts = new TreeMap<String, Integer>();
                rows.values().stream()
                        .map(this::present)
                        .filter(request.filter()::admits)
                        .forEach(row -> counts.merge(value(row, by), 1, Integer::sum));
                var sorted = counts.entrySet().stream()
                        .map(one -> new Facets.Count(one.getKey(), one.getValue()))
                        .sorted(Comparator.comparingInt(count -> -count.rows()))
                        .limit(request.top())
                        .toList();
                facets.add(new Facets.Facet(by, counts.size(), sorted));
            }
            return new Facets(sequence, count(request.filter()), facets);
        }

        private static String value(VmRow row, FacetRequest.By by) {
            return by instanceof ByField(var field) && field == Field.STATUS
                    ? row.vm().status()
                    : row.site().id().value();
        }

        @Override
        public List<SiteRow> outOfTouch(Filter filter) {
            return rows.values().stream()
                    .map(this::present)
                    .filter(filter::admits)
                    .map(VmRow::site)
                    .filter(site -> site.freshness() instanceof Freshness.Stale
                            || site.freshness() instanceof Freshness.Restored)
                    .distinct()
                    .toList();
        }

        @Override
        public List<SiteRow> unread() {
            return sites.values().stream()
                    .filter(site -> site.freshness() instanceof Freshness.Pending)
                    .toList();
        }

        @Override
        public void walk(Filter filter, List<Order> orders, Predicate<VmRow> visitor) {
            var order = Comparator.comparingInt((VmRow row) -> 0);
            for (var one : orders) {
                var next = Comparator.comparing((VmRow row) -> one.field() == Field.STATUS
                        ? row.vm().status()
                        : row.vm().name());
                order = order.thenComparing(one.direction() == Order.Direction.DESCENDING ? next.reversed() : next);
            }
            for (var row : rows.values().stream()
                    .map(this::present)
                    .filter(filter::admits)
                    .sorted(order)
                    .toList()) {
                if (!visitor.test(row)) {
                    return;
                }
            }
        }
    }
}
