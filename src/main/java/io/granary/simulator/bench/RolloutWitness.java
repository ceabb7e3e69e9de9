// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees every write at the hub's API server and at the sites while one rollout of an image runs, and judges it right
 * there, before the writer has its answer: budgets, order, brakes, and that each action is made once. Believes nothing
 * that the hub says of a site.
 */
final class RolloutWitness {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GroupResource IMAGES = GroupResource.of("harvesterhci.io", "virtualmachineimages");
    private static final GroupResource LEDGERS = GroupResource.of("", "configmaps");
    private static final GroupResource ROLLOUTS = GroupResource.of("granary.io", "rollouts");
    private static final GroupResource REPORTS = GroupResource.of("granary.io", "rolloutreports");
    private static final Set<String> IN_FLIGHT = Set.of("ADMITTED", "RUNNING", "VERIFYING");

    private final LongConsumer everyStep;
    private final Map<String, JsonNode> shards = new TreeMap<>();
    private final Map<String, Integer> made = new TreeMap<>();
    private final Map<String, Integer> madeAt = new TreeMap<>();
    private final Set<String> downloading = new HashSet<>();
    private final Set<String> imported = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private JsonNode rollout = JSON.createObjectNode();
    private Figures figures = new Figures(0, 0, 0, 0, 0, 0);
    private int tries = 1;

    /**
     * What was seen.
     *
     * @param steps writes that count: of the hub at its own API server, of ledgers and of images
     * @param hubWrites those at the hub's API server
     * @param slots most that were taken at one moment, as written down
     * @param downloads most that ran at one moment, as the sites had it
     * @param statusBytes the largest Rollout
     * @param shardBytes the largest RolloutReport
     */
    record Figures(long steps, long hubWrites, int slots, int downloads, int statusBytes, int shardBytes) {}

    /** @param everyStep called with the number of each step, on the writer's thread; it may end the writer */
    RolloutWitness(LongConsumer everyStep) {
        this.everyStep = everyStep;
    }

    void watch(SimulatedFleet fleet) {
        fleet.truth().witness(this::site);
        fleet.local().onChange(this::hub);
    }

    private void hub(ObjectChange change) {
        if (change.kind() == ObjectChange.Kind.DELETED) {
            return;
        }
        if (change.resource().equals(ROLLOUTS)) {
            step(change, this::rollout);
        } else if (change.resource().equals(REPORTS)) {
            step(change, this::report);
        }
    }

    private void site(String site, ObjectChange change) {
        var key = change.after().key();
        if (change.resource().equals(LEDGERS) && key.name().equals("ledger")) {
            step(change, ledger -> {});
        } else if (change.resource().equals(IMAGES) && isGranarys(change.after())) {
            switch (change.kind()) {
                case ADDED -> step(change, image -> made(site, tree(image)));
                case DELETED -> step(change, image -> gone(site));
                case MODIFIED -> moved(site, tree(change.after()));
            }
        }
    }

    private void step(ObjectChange change, Consumer<StoredObject> judge) {
        long number;
        synchronized (this) {
            judge.accept(change.after());
            var hubs = change.resource().group().equals(ROLLOUTS.group()) ? 1 : 0;
            figures = new Figures(
                    figures.steps() + 1,
                    figures.hubWrites() + hubs,
                    Math.max(figures.slots(), slots()),
                    Math.max(figures.downloads(), downloading.size()),
                    figures.statusBytes(),
                    figures.shardBytes());
            number = figures.steps();
        }
        everyStep.accept(number);
    }

    private void rollout(StoredObject stored) {
        var before = rollout;
        rollout = tree(stored);
        tries = Math.max(1, rollout.at("/spec/control/retry/attempts").asInt(2));
        sized(rollout.path("status").toString().length(), 0);
        check(serial(rollout) >= serial(before), "S1 admissions were taken back");
        var stopped = before.at("/spec/control/paused").asBoolean()
                && rollout.at("/spec/control/paused").asBoolean();
        check(!stopped || serial(rollout) == serial(before), "S5 an admission counts after the pause");
        check(
                passed(rollout).containsAll(passed(before)) || revision(rollout) > revision(before),
                "S4 a passed wave was opened again");
        judgeSlots();
    }

    private void report(StoredObject stored) {
        shards.put(stored.key().toString(), tree(stored).path("spec"));
        sized(0, stored.json().length);
        judgeSlots();
    }

    private void judgeSlots() {
        check(slots() <= limit(), "S1 " + slots() + " slots are taken, " + limit() + " may be");
    }

    private void sized(int status, int shard) {
        figures = new Figures(
                figures.steps(),
                figures.hubWrites(),
                figures.slots(),
                figures.downloads(),
                Math.max(figures.statusBytes(), status),
                Math.max(figures.shardBytes(), shard));
        check(figures.statusBytes() < 16 << 10 && figures.shardBytes() < 512 << 10, "S26 an object is too large");
    }

    private void made(String site, JsonNode image) {
        var action = image.at("/metadata/annotations").path("granary.io/action").asText();
        check(made.merge(action, 1, Integer::sum) == 1, "S2 action " + action + " was made twice at " + site);
        check(madeAt.merge(site, 1, Integer::sum) <= tries, "S2 more tries than allowed at " + site);
        check(downloading.add(site), "S2 two downloads at " + site);
        check(downloading.size() <= limit(), "S1 " + downloading.size() + " downloads, " + limit() + " may be");
        var claim = claim(site);
        check(claim != null && IN_FLIGHT.contains(claim.path("p").asText()), "S1 no admission of " + site + " counts");
        var canary = claim != null && claim.path("w").asText().equals("canary");
        check(canary || passed(rollout).contains("canary"), "S4 " + site + " starts before the canary is passed");
        check(imported.stream().noneMatch(site::equals), "S2 " + site + " has the image already");
    }

    private void moved(String site, JsonNode image) {
        synchronized (this) {
            if (isTrue(image, "Imported")) {
                imported.add(site);
                downloading.remove(site);
            } else if (isTrue(image, "RetryLimitExceeded")
                    || image.at("/metadata/deletionTimestamp").isTextual()) {
                downloading.remove(site);
            }
        }
    }

    private void gone(String site) {
        downloading.remove(site);
        check(!imported.remove(site), "S17 the image of " + site + " was deleted though it was whole");
    }

    private int slots() {
        return (int) shards.values().stream()
                .flatMap(shard -> shard.path("sites").valueStream())
                .filter(entry -> IN_FLIGHT.contains(entry.path("p").asText()))
                .filter(entry -> entry.path("q").asLong() <= serial(rollout))
                .count();
    }

    /** The admission of a site, if it counts. */
    private @Nullable JsonNode claim(String site) {
        return shards.values().stream()
                .flatMap(shard -> shard.path("sites").valueStream())
                .filter(entry -> isOf(entry, site) && entry.path("q").asLong() <= serial(rollout))
                .findFirst()
                .orElse(null);
    }

    private static boolean isOf(JsonNode entry, String site) {
        return entry.path("s").asText().startsWith(site + ".");
    }

    private int limit() {
        return rollout.at("/spec/control/maxConcurrency").asInt();
    }

    private static long serial(JsonNode rollout) {
        return rollout.at("/status/journal/serial").asLong();
    }

    private static int revision(JsonNode rollout) {
        return rollout.at("/status/journal/revision/number").asInt();
    }

    private static Set<String> passed(JsonNode rollout) {
        var passed = new HashSet<String>();
        rollout.at("/status/journal/latches").forEach(latch -> {
            if (latch.path("passedAt").isTextual()) {
                passed.add(latch.path("wave").asText());
            }
        });
        return passed;
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violations.add("step " + figures.steps() + ": " + violation);
        }
    }

    private static boolean isGranarys(StoredObject stored) {
        return stored.labels().getOrDefault("app.kubernetes.io/managed-by", "").equals("granary");
    }

    private static boolean isTrue(JsonNode image, String condition) {
        return image.at("/status/conditions")
                .valueStream()
                .anyMatch(each -> each.path("type").asText().equals(condition)
                        && each.path("status").asText().equals("True"));
    }

    private static JsonNode tree(StoredObject stored) {
        try {
            return JSON.readTree(stored.json());
        } catch (IOException e) {
            throw new UncheckedIOException("a stored object cannot be read", e);
        }
    }

    synchronized Figures figures() {
        return figures;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized String phase() {
        return rollout.at("/status/phase").asText("");
    }

    /** What the rollout says of itself. */
    synchronized String story() {
        return phase() + " " + rollout.at("/status/totals") + " " + rollout.at("/status/pause") + " "
                + rollout.at("/status/conditions/0/message").asText();
    }

    synchronized int importedSites() {
        return imported.size();
    }

    synchronized int madeImages() {
        return made.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What was written down of a site at last; empty if nothing was. */
    synchronized String verdict(String site) {
        var claim = claim(site);
        return claim == null ? "" : claim.path("p").asText();
    }

    synchronized int triesAt(String site) {
        return madeAt.getOrDefault(site, 0);
    }

    synchronized boolean holds(String site) {
        return imported.contains(site);
    }
}
