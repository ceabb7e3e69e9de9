// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.bench;

import io.granary.inventory.InventoryStore;
import io.granary.inventory.core.Change;
import io.granary.inventory.core.FacetRequest;
import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Field;
import io.granary.inventory.core.FieldSelector;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.LabelSelector;
import io.granary.inventory.core.Order;
import io.granary.inventory.core.PageRequest;
import io.granary.inventory.core.Sight;
import io.granary.kernel.SiteId;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Measures the store: {@code StoreBench [sites] [vmsPerSite]}, by default 10,000 x 100. Prints load, memory, queries
 * with 1, 8 and 64 clients, quiet and under 2,000 writes/s of which two in five change something, save and restore.
 * Give it 3 GiB of heap for a million.
 */
public final class StoreBench {
    private static final List<FacetRequest.By> FACETS = List.of(
            new FacetRequest.ByField(Field.STATUS),
            new FacetRequest.ByField(Field.SITE),
            new FacetRequest.ByField(Field.NODE),
            new FacetRequest.ByField(Field.OS),
            new FacetRequest.ByField(Field.IMAGE),
            new FacetRequest.ByField(Field.NAMESPACE),
            new FacetRequest.BySiteLabel("country"),
            new FacetRequest.ByLabelKey());

    private final BenchFleet fleet;
    private final Path directory;

    private StoreBench(BenchFleet fleet, Path directory) {
        this.fleet = fleet;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        int sites = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int vms = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        new StoreBench(new BenchFleet(sites, vms), Files.createTempDirectory("store-bench")).run();
        System.exit(0);
    }

    private void run() throws Exception {
        long before = heap();
        var store = open();
        load(store);
        say(
                "heap %.0f B/VM after GC, event window of 1,024 included; RSS %d MiB",
                (heap() - before) / (double) fleet.size(), rss());
        for (int clients : new int[] {1, 8, 64}) {
            queries(store, clients, "quiet");
        }
        churn(store);
        long cpu = cpu();
        long start = System.nanoTime();
        store.close();
        say("save: %.2f s, %.2f CPU-s, %d MiB on disk", since(start), (cpu() - cpu) / 1e9, size() >> 20);
        long cpuBefore = cpu();
        start = System.nanoTime();
        var again = open();
        say(
                "restore: %.2f s, %.2f CPU-s, %d rows",
                since(start), (cpu() - cpuBefore) / 1e9, again.view().size());
        again.close();
    }

    private InventoryStore open() {
        return new InventoryStore(
                new InventoryStore.Settings(directory, 1024, Duration.ofHours(9)), Clock.systemUTC(), System::nanoTime);
    }

    private void load(InventoryStore store) {
        long cpu = cpu();
        long start = System.nanoTime();
        var fence = new Fence(1, 1);
        long made = 0;
        for (int site = 0; site < fleet.sites(); site++) {
            var id = fleet.site(site);
            store.siteKnown(id, id.value(), fleet.siteName(site), fleet.siteLabels(site));
            long making = System.nanoTime();
            var vms = new ArrayList<Change>();
            var vmis = new ArrayList<Change>();
            for (int vm = 0; vm < fleet.vms(); vm++) {
                vms.add(new Change.PutVm(fleet.vm(site, vm, "Running")));
                vmis.add(new Change.PutVmi(fleet.vmi(site, vm)));
            }
            made += System.nanoTime() - making;
            for (var kind : List.of(Kind.VIRTUAL_MACHINE_INSTANCE, Kind.VIRTUAL_MACHINE)) {
                store.listBegan(id, kind, fence);
                store.apply(id, kind, fence, kind == Kind.VIRTUAL_MACHINE ? vms : vmis);
                store.listComplete(id, kind, fence, "1");
            }
            store.siteLive(id);
        }
        await(store);
        say(
                "load %d VMs with instances: %.1f s, %.1f CPU-s (of which about %.1f to make the facts)",
                fleet.size(), since(start), (cpu() - cpu) / 1e9, made / 1e9);
    }

    private void await(InventoryStore store) {
        while (store.view().size() < fleet.size() || store.pressure() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void churn(InventoryStore store) throws InterruptedException {
        var done = new CountDownLatch(1);
        var writer = Thread.ofPlatform().start(() -> change(store, done));
        long cpu = cpu();
        long from = store.view().sequence();
        long start = System.nanoTime();
        Thread.ofPlatform().start(() -> LockSupport.parkNanos(5_000_000_000L)).join();
        double seconds = since(start);
        say(
                "churn alone: %.0f changes/s cost %.0f %% of a core, making and ring included",
                (store.view().sequence() - from) / seconds, (cpu() - cpu) / 1e7 / seconds);
        for (int clients : new int[] {1, 8, 64}) {
            queries(store, clients, "2,000 writes/s");
        }
        done.countDown();
        writer.join();
    }

    private void change(InventoryStore store, CountDownLatch done) {
        var dice = dice(5);
        var fence = new Fence(1, 2);
        long next = System.nanoTime();
        while (done.getCount() > 0) {
            for (int count = 0; count < 20; count++) {
                int site = dice.nextInt(fleet.sites());
                var vm = fleet.vm(site, dice.nextInt(fleet.vms()), fleet.status(dice));
                store.apply(fleet.site(site), Kind.VIRTUAL_MACHINE, fence, List.of(new Change.PutVm(vm)));
            }
            next += 10_000_000;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
    }

    private void queries(InventoryStore store, int clients, String when) throws InterruptedException {
        var seen = new ConcurrentLinkedQueue<long[]>();
        runClients(store, Math.min(8, clients), 2_000_000_000L, new ConcurrentLinkedQueue<>());
        long cpu = cpu();
        long start = System.nanoTime();
        runClients(store, clients, 5_000_000_000L, seen);
        double seconds = since(start);
        var all = List.copyOf(seen);
        say(
                "%d clients, %s: %.0f queries/s, %.3f CPU-ms each",
                clients, when, all.size() / seconds, (cpu() - cpu) / 1e6 / all.size());
        for (int kind = 0; kind < Mix.NAMES.size(); kind++) {
            int of = kind;
            print(
                    Mix.NAMES.get(kind),
                    all.stream()
                            .filter(one -> one[0] == of)
                            .mapToLong(one -> one[1])
                            .sorted()
                            .toArray());
        }
        print("all", all.stream().mapToLong(one -> one[1]).sorted().toArray());
    }

    /** Clients that never pause; who waits is served in turn, by a thread for each core. */
    private void runClients(InventoryStore store, int clients, long nanos, ConcurrentLinkedQueue<long[]> seen)
            throws InterruptedException {
        try (var cores = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            long end = System.nanoTime() + nanos;
            var done = new CountDownLatch(clients);
            for (int client = 0; client < clients; client++) {
                request(new Mix(store, fleet, dice(client)), cores, end, seen, done);
            }
            done.await();
        }
    }

    private static void request(Mix mix, Executor cores, long end, Queue<long[]> seen, CountDownLatch done) {
        int kind = mix.pick();
        long begun = System.nanoTime();
        cores.execute(() -> {
            mix.ask(kind);
            long now = System.nanoTime();
            seen.add(new long[] {kind, now - begun});
            if (now < end) {
                request(mix, cores, end, seen, done);
            } else {
                done.countDown();
            }
        });
    }

    private static void print(String name, long[] nanos) {
        if (nanos.length > 0) {
            say(
                    "    %-34s %8d  p50 %7.3f  p99 %7.3f  max %7.3f ms",
                    name,
                    nanos.length,
                    nanos[nanos.length / 2] / 1e6,
                    nanos[(int) (nanos.length * 0.99)] / 1e6,
                    nanos[nanos.length - 1] / 1e6);
        }
    }

    private static RandomGenerator dice(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private long size() throws Exception {
        return Files.size(directory.resolve("inventory"));
    }

    private static long heap() {
        for (int round = 0; round < 4; round++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long rss() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .sum();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void say(String text, Object... values) {
        System.out.println(String.format(Locale.ROOT, text, values));
    }

    /** What people ask of a page. */
    private static final class Mix {
        static final List<String> NAMES = List.of(
                "first page by name",
                "page of a status by name",
                "page of 2 labels",
                "words in a name",
                "part of an IP",
                "end of a MAC",
                "status, memory desc, name",
                "facets over everything",
                "facets of a country",
                "restricted user, page",
                "restricted user, facets",
                "one VM",
                "second page",
                "node page, sorted");

        private final InventoryStore store;
        private final BenchFleet fleet;
        private final RandomGenerator dice;
        private final Sight sight;

        Mix(InventoryStore store, BenchFleet fleet, RandomGenerator dice) {
            this.store = store;
            this.fleet = fleet;
            this.dice = dice;
            var sites = new HashSet<SiteId>();
            while (sites.size() < fleet.sites() / 5) {
                sites.add(fleet.site(dice.nextInt(fleet.sites())));
            }
            this.sight = new Sight.Only(sites, Map.of());
        }

        int pick() {
            return dice.nextInt(NAMES.size());
        }

        void ask(int kind) {
            int site = dice.nextInt(fleet.sites());
            int vm = dice.nextInt(fleet.vms());
            var byName = List.of(Order.ascending(Field.NAME));
            var running = Filter.ALL.withFields(FieldSelector.EVERYTHING.and(Field.STATUS, "Running"));
            switch (kind) {
                case 0 -> page(Filter.ALL, byName);
                case 1 ->
                    page(Filter.ALL.withFields(FieldSelector.EVERYTHING.and(Field.STATUS, fleet.status(dice))), byName);
                case 2 ->
                    page(
                            Filter.ALL.withLabels(LabelSelector.parse(
                                    "app=app-" + dice.nextInt(12) + ",owner=team-" + dice.nextInt(500))),
                            byName);
                case 3 -> page(Filter.ALL.withText(fleet.name(site, vm).substring(3)), byName);
                case 4 -> page(Filter.ALL.withText(fleet.ip(site, vm).substring(2)), byName);
                case 5 -> page(Filter.ALL.withText(fleet.mac(site, vm).substring(6)), byName);
                case 6 ->
                    page(
                            running,
                            List.of(
                                    Order.ascending(Field.OS),
                                    Order.descending(Field.MEMORY),
                                    Order.ascending(Field.NAME)));
                case 7 -> store.view().facets(new FacetRequest(Filter.ALL, FACETS, 20));
                case 8 ->
                    store.view()
                            .facets(new FacetRequest(
                                    Filter.ALL.withSiteLabels(LabelSelector.parse(
                                            "country=" + fleet.siteLabels(site).get("country"))),
                                    FACETS,
                                    20));
                case 9 -> page(running.withSight(sight), byName);
                case 10 -> store.view().facets(new FacetRequest(Filter.ALL.withSight(sight), FACETS, 20));
                case 11 -> store.view().get(fleet.site(site), fleet.namespace(site, vm), fleet.name(site, vm));
                case 12 -> second(running, byName);
                default ->
                    page(
                            Filter.ALL.withFields(FieldSelector.EVERYTHING.and(
                                    Field.SITE, fleet.site(site).value())),
                            List.of(Order.ascending(Field.NODE), Order.descending(Field.CREATED)));
            }
        }

        private void page(Filter filter, List<Order> orders) {
            store.page(new PageRequest(filter, orders, 50, ""));
        }

        private void second(Filter filter, List<Order> orders) {
            var first = (io.granary.inventory.core.PageAnswer.Page) store.page(new PageRequest(filter, orders, 50, ""));
            store.page(new PageRequest(filter, orders, 50, first.continuation()));
        }
    }
}
