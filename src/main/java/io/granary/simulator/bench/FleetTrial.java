// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.HubProcess;
import io.granary.simulator.demo.SampleImage;
import io.granary.simulator.site.SitePlan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One rollout of an image over a simulated fleet with faults, by a real hub that is killed as by a power cut, right
 * after drawn writes: its own, of a site's ledger, of an image; the writer never hears the answer.
 * {@link RolloutWitness} judges every write; at the end each site is compared with what the hub wrote down of it.
 */
public final class FleetTrial implements AutoCloseable {
    private static final String ROLLOUT = "/apis/granary.io/v1alpha1/namespaces/fleet-default/rollouts/trial";
    private static final String IMAGE = "/apis/granary.io/v1alpha1/namespaces/fleet-default/images/trial";
    private static final int CANARIES = 3;
    private static final int TRIES = 2;

    private final Terms terms;
    private final Random dice;
    private final SimulatedFleet fleet;
    private final HubUnderTest hub;
    private final RolloutWitness witness;
    private final LongSupplier nanoTime;
    private final Map<String, String> settings = new HashMap<>();
    private final AtomicLong killAt = new AtomicLong(Long.MAX_VALUE);
    private final List<Double> recoveries = new ArrayList<>();
    private final FleetTroubles troubles;
    private final List<String> canaries;
    private int kills;

    /**
     * What is tried.
     *
     * @param sites of the fleet, 10 or more
     * @param kills of the hub
     * @param patience for the whole rollout
     */
    public record Terms(int sites, int kills, long seed, Duration patience) {}

    /**
     * How it went.
     *
     * @param violations empty if all promises were kept
     * @param table for people
     */
    public record Outcome(List<String> violations, List<String> table) {}

    public FleetTrial(Terms terms, LongSupplier nanoTime) throws IOException {
        this.terms = terms;
        this.nanoTime = nanoTime;
        this.dice = new Random(terms.seed());
        this.fleet = SimulatedFleet.start(
                FleetOptions.quiet(terms.sites(), 1).withSeed(terms.seed()).withAgentTimeout(Duration.ofSeconds(2)));
        this.witness = new RolloutWitness(this::stepped);
        var stores = stores();
        this.canaries = stores.subList(0, CANARIES);
        this.troubles = new FleetTroubles(fleet.faults(), stores, canaries, dice);
        SampleImage.upload(Path.of("target/bench/data"));
        settings.put("GRANARY_LIBRARY_PORT", Integer.toString(HubProcess.freePort()));
        settings.put("GRANARY_ROLLOUTS_IDENTITY", "hub-0");
        settings.put("GRANARY_ROLLOUTS_LEASE_DURATION", "10s");
        settings.put("GRANARY_ROLLOUTS_LEASE_MARGIN", "4s");
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx768m -XX:TieredStopAtLevel=1");
        this.hub = new HubUnderTest(fleet, settings, nanoTime);
    }

    private List<String> stores() {
        return fleet.sites().stream()
                .filter(site -> !site.isDatacenter())
                .map(SitePlan::clusterId)
                .toList();
    }

    /** Runs it to its end, or to the end of patience. */
    public Outcome run() throws IOException {
        witness.watch(fleet);
        troubles.begin();
        hub.await(Duration.ofMinutes(4), () -> connected() >= stores().size() * 8 / 10);
        say("%d sites are connected; troubles %s".formatted(connected(), troubles.told()));
        hub.cluster().apply(IMAGE, """
                apiVersion: granary.io/v1alpha1
                kind: Image
                metadata: {name: trial, namespace: fleet-default}
                spec: {file: %s}
                """.formatted(SampleImage.NAME));
        hub.cluster().apply(ROLLOUT, rollout(false));
        var begun = nanoTime.getAsLong();
        killAt.set(3 + dice.nextInt(terms.sites()));
        var ended = follow(begun);
        var seconds = (nanoTime.getAsLong() - begun) / 1e9;
        var figures = witness.figures();
        hub.rest(Duration.ofSeconds(3));
        restart();
        hub.rest(Duration.ofSeconds(15));
        return new Outcome(judged(ended), table(seconds, figures));
    }

    private boolean follow(long begun) throws IOException {
        var pauseAt = terms.sites() / 3;
        var told = 0L;
        while (!witness.phase().equals("Completed")) {
            var spent = nanoTime.getAsLong() - begun;
            if (spent > terms.patience().toNanos()) {
                return false;
            }
            if (spent / 10_000_000_000L > told) {
                told = spent / 10_000_000_000L;
                say("%d s, step %d, %d kills: %s"
                        .formatted(told * 10, witness.figures().steps(), kills, witness.story()));
            }
            hub.rest(Duration.ofMillis(500));
            if (!hub.isAlive()) {
                restart();
            }
            troubles.flap();
            if (witness.importedSites() >= pauseAt) {
                pauseAt = Integer.MAX_VALUE;
                pause();
            }
            if (isEnough(spent)) {
                troubles.mend();
            }
        }
        return true;
    }

    /** Half of the stores have theirs, or would wait for what never gets better by itself. */
    private boolean isEnough(long spent) {
        var half = witness.importedSites() > terms.sites() / 2;
        return kills >= terms.kills() && (half || spent > terms.patience().toNanos() / 8);
    }

    /** A person stops all for a while, and the hub dies in between. */
    private void pause() throws IOException {
        hub.cluster().apply(ROLLOUT, rollout(true));
        hub.kill();
        restart();
        hub.rest(Duration.ofSeconds(5));
        hub.cluster().apply(ROLLOUT, rollout(false));
    }

    /** Anew, now and then as another hub, which must wait for the lease of the dead one. */
    private void restart() throws IOException {
        var from = nanoTime.getAsLong();
        if (dice.nextInt(4) == 0) {
            settings.put("GRANARY_ROLLOUTS_IDENTITY", "hub-" + recoveries.size());
        }
        var before = witness.figures().hubWrites();
        hub.restart();
        hub.await(Duration.ofMinutes(3), () -> witness.figures().hubWrites() > before || !hub.isAlive());
        recoveries.add((nanoTime.getAsLong() - from) / 1e9);
    }

    /** On the thread that answers the hub: it is dead before it has its answer. */
    private void stepped(long step) {
        if (step >= killAt.get()) {
            kills++;
            killAt.set(
                    kills >= terms.kills() ? Long.MAX_VALUE : step + 2 + dice.nextInt(Math.max(4, terms.sites() / 2)));
            hub.kill();
        }
    }

    private long connected() {
        try {
            var list = hub.get("/apis/granary.io/v1alpha1/namespaces/fleet-default/sites")
                    .getJsonArray("items");
            return list.stream()
                    .map(JsonObject.class::cast)
                    .filter(site -> site.encode().contains("\"state\":\"Connected\""))
                    .count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private String rollout(boolean paused) throws IOException {
        return """
                apiVersion: granary.io/v1alpha1
                kind: Rollout
                metadata: {name: trial, namespace: fleet-default}
                spec:
                  target: {image: {name: trial}}
                  sites: {selector: {matchLabels: {role: store}}}
                  waves:
                    - {name: canary, select: {names: [%s]}, soak: 2s, complete: {minSucceeded: 2, success: "60%%"}}
                    - {name: rest, soak: 1s, complete: {success: "50%%"}}
                  control:
                    paused: %s
                    maxConcurrency: %d
                    failures: {max: %d, lost: %d}
                    retry: {attempts: %d, backoff: {initial: 2s}}
                    timeouts: {start: 60s, run: 10m}
                """.formatted(
                        names(),
                        paused,
                        Math.max(4, terms.sites() / 10),
                        Math.max(4, terms.sites() / 5),
                        Math.max(4, terms.sites() / 5),
                        TRIES);
    }

    private String names() throws IOException {
        var byCluster = new TreeMap<String, String>();
        hub.get("/apis/granary.io/v1alpha1/namespaces/fleet-default/sites").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .forEach(site -> byCluster.put(
                        site.getJsonObject("status", new JsonObject()).getString("clusterID", ""),
                        site.getJsonObject("metadata").getString("name")));
        return canaries.stream().map(byCluster::get).collect(Collectors.joining(", "));
    }

    private List<String> judged(boolean ended) {
        var violations = new ArrayList<>(witness.violations());
        if (!ended) {
            violations.add("S25 not at its end after " + terms.patience().toMinutes() + " minutes: " + witness.story());
        }
        for (var site : stores()) {
            var verdict = witness.verdict(site);
            var trouble = troubles.of(site);
            var failed = verdict.equals("FAILED") && trouble.mayFail() && witness.triesAt(site) == TRIES;
            if (!verdict.equals("SUCCEEDED") && !failed) {
                violations.add("S23 " + site + " suffers from " + trouble + " and came to " + verdict + " after "
                        + witness.triesAt(site) + " tries");
            }
            if (witness.holds(site) != verdict.equals("SUCCEEDED")) {
                violations.add("S9 " + site + " is told as " + verdict + ", against its own truth");
            }
        }
        return violations;
    }

    private List<String> table(double seconds, RolloutWitness.Figures seen) {
        recoveries.sort(Double::compare);
        return List.of(
                "| %d sites, seed %d, %s | |".formatted(terms.sites(), terms.seed(), troubles.told()),
                "| --- | --- |",
                "| kills of the hub | %d |".formatted(recoveries.size()),
                "| the whole rollout | %.0f s |".formatted(seconds),
                "| writes that were judged | %d |".formatted(seen.steps()),
                "| images made, sites that have theirs | %d, %d |"
                        .formatted(witness.madeImages(), witness.importedSites()),
                "| slots at most, of %d | %d |".formatted(Math.max(4, terms.sites() / 10), seen.slots()),
                "| downloads at one moment, at most | %d |".formatted(seen.downloads()),
                "| writes to the hub's API server | %.1f/s |".formatted(seen.hubWrites() / seconds),
                "| largest status, largest shard | %d, %d bytes |".formatted(seen.statusBytes(), seen.shardBytes()),
                "| from the kill to the first write of the next hub, p50 and worst | %.1f s, %.1f s |"
                        .formatted(recoveries.get(recoveries.size() / 2), recoveries.getLast()));
    }

    private static void say(String what) {
        System.out.println("fleet: " + what);
    }

    @Override
    public void close() {
        hub.close();
        fleet.close();
    }
}
