// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.LocalClient;
import io.granary.simulator.site.SitePlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * All stores of a simulated fleet upgraded through canary, approval and waves by a real hub, with troubles at some of
 * them and the hub killed in between. At the end each store is compared with what it was: its version, and which of its
 * machines run.
 */
final class UpgradeTrial implements AutoCloseable {
    private static final String GROUP = "/apis/granary.io/v1alpha1/namespaces/fleet-default/";
    private static final String TARGET = "v1.8.2";
    private static final int AT_ONCE = 100;
    private static final int CANARIES = 3;
    /** A fleet of fewer sites has more troubles in proportion, one canary, and one kill after it. */
    private static final int SMALL = 40;

    private final Terms terms;
    private final Random dice;
    private final SimulatedFleet fleet;
    private final HubUnderTest hub;
    private final LongSupplier nanoTime;
    private final UpgradeWitness witness = new UpgradeWitness(AT_ONCE);
    private final Map<String, String> troubles = new TreeMap<>();
    private final List<Double> recoveries = new ArrayList<>();

    /**
     * @param which sites are upgraded
     * @param kills of the hub
     * @param patience for the whole rollout
     * @param mended after which time people come to what hangs, and lines break no more
     */
    record Terms(int sites, Which which, int kills, long seed, Duration patience, Duration mended) {}

    enum Which {
        /** One node each. */
        STORES("store"),
        /** With the datacenters, of several nodes. */
        ALL("store, datacenter");

        private final String roles;

        Which(String roles) {
            this.roles = roles;
        }
    }

    /** @param violations empty if all promises were kept */
    record Outcome(List<String> violations, List<String> table) {}

    UpgradeTrial(Terms terms, int pace, LongSupplier nanoTime) throws IOException {
        this.terms = terms;
        this.nanoTime = nanoTime;
        this.dice = new Random(terms.seed());
        this.fleet = SimulatedFleet.start(FleetOptions.quiet(terms.sites(), 2)
                .withSeed(terms.seed())
                .withPace(pace)
                .withAgentTimeout(Duration.ofSeconds(5)));
        var settings = new HashMap<String, String>();
        settings.put("GRANARY_ROLLOUTS_LEASE_DURATION", "10s");
        settings.put("GRANARY_ROLLOUTS_LEASE_MARGIN", "4s");
        if (terms.sites() < SMALL) {
            // A reboot takes a second here: too short for Rancher to say when the site is back.
            settings.put("GRANARY_DOORS_OPEN_FOR", "3s");
        }
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx768m -XX:TieredStopAtLevel=1");
        this.hub = new HubUnderTest(fleet, settings, nanoTime);
    }

    private List<String> chosen() {
        return fleet.sites().stream()
                .filter(site -> terms.which() == Which.ALL || !site.isDatacenter())
                .map(SitePlan::clusterId)
                .toList();
    }

    Outcome run() throws IOException {
        witness.watch(fleet);
        hub.await(Duration.ofMinutes(4), () -> connected() >= chosen().size());
        var before = running();
        trouble();
        say("%d sites are connected; %s".formatted(chosen().size(), told()));
        hub.cluster().apply(GROUP + "rollouts/trial", """
                apiVersion: granary.io/v1alpha1
                kind: Rollout
                metadata: {name: trial, namespace: fleet-default}
                spec:
                  target: {upgrade: {version: %s}}
                  sites: {selector: {matchExpressions: [{key: role, operator: In, values: [%s]}]}}
                  waves:
                    - {name: canary, select: {count: %d}, soak: 5s, approval: {after: {}}}
                    - {name: rest, soak: 1s, complete: {success: "80%%"}}
                  control:
                    maxConcurrency: %d
                    failures: {max: %s, lost: 10%%, bound: Soft}
                    retry: {backoff: {initial: 2s}}
                """.formatted(
                        TARGET, terms.which().roles, isSmall() ? 1 : CANARIES, AT_ONCE, isSmall() ? "3" : "10%"));
        var begun = nanoTime.getAsLong();
        var ended = follow(begun);
        var seconds = (nanoTime.getAsLong() - begun) / 1e9;
        return new Outcome(judged(ended, before), table(seconds));
    }

    /** Some lines break for a while, some upgrades hang until somebody comes, some fail for good, some once. */
    private void trouble() {
        var stages = List.of("image", "preload", "services", "single-node", "reboot");
        for (var store : chosen()) {
            // In a small fleet every fourth site has a trouble, in a large one every tenth.
            var drawn = dice.nextInt(isSmall() ? 44 : 100);
            if (drawn < 4) {
                var stage = stages.get(dice.nextInt(stages.size()));
                fleet.faults().upgradeStalls(store, stage);
                troubles.put(store, "hangs");
            } else if (drawn < 6) {
                fleet.faults().upgradeFails(store, "services", "job failed: BackoffLimitExceeded");
                troubles.put(store, "fails");
            } else if (drawn < 11) {
                troubles.put(store, "line breaks");
            }
        }
    }

    private boolean isSmall() {
        return terms.sites() < SMALL;
    }

    private String told() {
        var counts = new TreeMap<String, Integer>();
        troubles.values().forEach(trouble -> counts.merge(trouble, 1, Integer::sum));
        return "troubles " + counts;
    }

    private boolean follow(long begun) throws IOException {
        var cut = new ArrayList<String>();
        var killAt = isSmall() ? Long.MAX_VALUE : 20L;
        var approved = false;
        for (var spent = 0L; spent < terms.patience().toSeconds(); spent = seconds(begun)) {
            if (witness.phase().startsWith("Completed")) {
                return true;
            }
            hub.rest(Duration.ofSeconds(1));
            if (spent % 15 == 0) {
                say("%d s: %s".formatted(spent, witness.story()));
            }
            if (!approved && witness.wave(0).equals("AWAITING_AFTER")) {
                approve();
                approved = true;
                killAt = isSmall() ? spent : spent + 10 + dice.nextInt(30);
            }
            if (recoveries.size() < terms.kills() && spent >= killAt && witness.atWork() > 0) {
                // The first kill hits the canary, all others hit what comes after the approval.
                killAt = approved ? spent + 20 + dice.nextInt(40) : Long.MAX_VALUE;
                killed();
            }
            flap(spent, cut);
            if (spent > terms.mended().toSeconds()) {
                mend();
            }
        }
        return false;
    }

    private long seconds(long begun) {
        return (nanoTime.getAsLong() - begun) / 1_000_000_000L;
    }

    /** Bad lines are down for 20 of 60 seconds, not all at the same time. */
    private void flap(long spent, List<String> cut) {
        troubles.forEach((store, trouble) -> {
            if (trouble.equals("line breaks")) {
                var down = Math.floorMod(spent + store.hashCode(), 60) < 20
                        && spent < terms.mended().toSeconds();
                if (down && !cut.contains(store)) {
                    cut.add(store);
                    fleet.faults().cut(store);
                } else if (!down && cut.remove(store)) {
                    fleet.faults().restore(store);
                }
            }
        });
    }

    private void mend() {
        troubles.forEach((store, trouble) -> {
            if (trouble.equals("hangs")) {
                fleet.faults().upgradeGoesOn(store);
            }
        });
    }

    private void killed() throws IOException {
        var from = nanoTime.getAsLong();
        hub.kill();
        hub.rest(Duration.ofMillis(500));
        var before = witness.hubWrites();
        hub.restart();
        hub.await(Duration.ofMinutes(3), () -> witness.hubWrites() > before);
        recoveries.add((nanoTime.getAsLong() - from) / 1e9);
        say("the hub was killed, the next one wrote after %.1f s".formatted(recoveries.getLast()));
    }

    private void approve() throws IOException {
        say("the canary is well and is approved");
        hub.cluster().apply(GROUP + "rolloutapprovals/go", """
                apiVersion: granary.io/v1alpha1
                kind: RolloutApproval
                metadata: {name: go, namespace: fleet-default}
                spec: {rollout: trial, revision: %s, wave: canary, decision: Approve}
                """.formatted(witness.revision()));
    }

    private long connected() {
        try {
            return hub.get("/apis/granary.io/v1alpha1/namespaces/fleet-default/sites").getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .filter(site -> site.encode().contains("\"state\":\"Connected\""))
                    .count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private Map<String, Set<String>> running() throws IOException {
        var running = new TreeMap<String, Set<String>>();
        for (var store : chosen()) {
            running.put(store, running(store));
        }
        return running;
    }

    private Set<String> running(String store) throws IOException {
        var names = new TreeSet<String>();
        for (var machine : list(store, "/apis/kubevirt.io/v1/virtualmachines")) {
            var vm = (JsonObject) machine;
            if ("Running".equals(vm.getJsonObject("status", new JsonObject()).getString("printableStatus"))) {
                names.add(vm.getJsonObject("metadata").getString("name"));
            }
        }
        return names;
    }

    private JsonArray list(String store, String path) throws IOException {
        var site = new LocalClient(fleet.url() + "/k8s/clusters/" + store, fleet.token(), fleet.caPem());
        return new JsonObject(site.get(path).body()).getJsonArray("items", new JsonArray());
    }

    private String version(String store) throws IOException {
        var site = new LocalClient(fleet.url() + "/k8s/clusters/" + store, fleet.token(), fleet.caPem());
        return new JsonObject(site.get("/apis/harvesterhci.io/v1beta1/settings/server-version")
                        .body())
                .getString("value", "");
    }

    private List<String> judged(boolean ended, Map<String, Set<String>> before) throws IOException {
        var violations = new ArrayList<>(witness.violations());
        if (!ended) {
            violations.add("not at its end after " + terms.patience().toMinutes() + " minutes: " + witness.story());
        }
        for (var store : chosen()) {
            var trouble = troubles.getOrDefault(store, "");
            if (!version(store).equals(TARGET) && !trouble.equals("fails")) {
                violations.add(store + " (" + trouble + ") has " + version(store));
            }
            if (!running(store).containsAll(before.get(store))) {
                violations.add(store + " (" + trouble + ") runs " + running(store) + ", ran " + before.get(store));
            }
            for (var schedule : list(store, "/apis/harvesterhci.io/v1beta1/schedulevmbackups")) {
                if (((JsonObject) schedule).getJsonObject("spec").getBoolean("suspend", false)) {
                    violations.add(store + " (" + trouble + ") makes no backups any more");
                }
            }
        }
        return violations;
    }

    private List<String> table(double seconds) {
        recoveries.sort(Double::compare);
        return List.of(
                "| %d sites, seed %d, %s | |".formatted(chosen().size(), terms.seed(), told()),
                "| --- | --- |",
                "| the whole rollout, canary, soak and approval included | %.0f s |".formatted(seconds),
                "| Upgrades made, at most at once (of %d) | %d, %d |"
                        .formatted(AT_ONCE, witness.made(), witness.peak()),
                "| sites that failed | %d |".formatted(witness.failed()),
                "| kills of the hub; from the kill to the first write of the next, worst | %d, %.1f s |"
                        .formatted(recoveries.size(), recoveries.isEmpty() ? 0.0 : recoveries.getLast()),
                "| writes to the hub's API server | %.1f/s |".formatted(witness.hubWrites() / seconds));
    }

    static void say(String what) {
        System.out.println("upgrades: " + what);
    }

    @Override
    public void close() {
        hub.close();
        fleet.close();
    }
}
