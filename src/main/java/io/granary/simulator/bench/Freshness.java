// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.demo.LocalClient;
import io.granary.simulator.site.Truth.Happening;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/**
 * A watcher of all machines, through the aggregator, and how late it hears. An event is compared with the last change
 * of its machine or instance that happened before it came, so a change that the next one overtakes is not counted.
 */
final class Freshness {
    private static final String WATCH =
            "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?watch=true&" + "resourceVersion=";

    private final LongSupplier millis;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    private record Heard(long millis, String line) {}

    /** @param millis the clock of the simulator, since the epoch */
    private Freshness(LongSupplier millis) {
        this.millis = millis;
    }

    /** Watches from a version on, until the connection ends. */
    static Freshness watch(LocalClient cluster, String version, LongSupplier millis) {
        var freshness = new Freshness(millis);
        Thread.ofVirtual().name("bench-watch").start(() -> freshness.read(cluster, version));
        return freshness;
    }

    private void read(LocalClient cluster, String version) {
        try (var lines = cluster.lines(WATCH + version)) {
            lines.forEach(line -> heard.add(new Heard(millis.getAsLong(), line)));
        } catch (IOException | UncheckedIOException ended) {
            // The measurement takes what came until here.
        }
    }

    /**
     * Milliseconds from the site to here, sorted; only events whose change is in the log.
     *
     * @param truth the log, asked for after the last event that counts: it must know what each of them tells
     */
    double[] delays(Supplier<List<Happening>> truth) {
        var events = List.copyOf(heard);
        var log = truth.get();
        var changes = new HashMap<String, TreeSet<Long>>();
        for (var change : log) {
            var key = change.clusterId() + "/" + change.key().replace('/', '.');
            changes.computeIfAbsent(key, first -> new TreeSet<>()).add(change.millis());
        }
        return events.stream()
                .flatMapToDouble(event -> delay(event, changes))
                .sorted()
                .toArray();
    }

    private static DoubleStream delay(Heard event, HashMap<String, TreeSet<Long>> changes) {
        var metadata = new JsonObject(event.line()).getJsonObject("object").getJsonObject("metadata");
        var key = metadata.getString("namespace") + "/" + metadata.getString("name");
        var before = changes.getOrDefault(key, new TreeSet<>()).floor(event.millis());
        return before == null ? DoubleStream.empty() : DoubleStream.of(event.millis() - before);
    }
}
