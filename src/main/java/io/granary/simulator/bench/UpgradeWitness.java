// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.StoredObject;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees every Upgrade at every site as it is made and as it moves, and notes what must never be. Safe for all threads.
 */
final class UpgradeWitness {
    private static final GroupResource UPGRADES = GroupResource.of("harvesterhci.io", "upgrades");
    private static final GroupResource ROLLOUTS = GroupResource.of("granary.io", "rollouts");

    private final int most;
    private final Map<String, Integer> made = new HashMap<>();
    private final Map<String, String> states = new HashMap<>();
    private final Set<String> atWork = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private JsonObject status = new JsonObject();
    private long hubWrites;
    private int peak;

    /** @param most Upgrades that may be under way at once */
    UpgradeWitness(int most) {
        this.most = most;
    }

    void watch(SimulatedFleet fleet) {
        fleet.truth().witness(this::site);
        fleet.local().onChange(this::hub);
    }

    private synchronized void hub(ObjectChange change) {
        if (change.resource().group().equals(ROLLOUTS.group())) {
            hubWrites++;
        }
        if (change.resource().equals(ROLLOUTS)) {
            status = tree(change.after()).getJsonObject("status", new JsonObject());
        }
    }

    private synchronized void site(String site, ObjectChange change) {
        if (!change.resource().equals(UPGRADES) || !change.after().key().name().startsWith("granary-")) {
            return;
        }
        var labels = tree(change.after()).getJsonObject("metadata").getJsonObject("labels", new JsonObject());
        var state = labels.getString("harvesterhci.io/upgradeState", "");
        if (change.kind() == ObjectChange.Kind.ADDED) {
            begun(site);
        }
        states.put(site, state);
        if (state.equals("Succeeded") || state.equals("Failed")) {
            atWork.remove(site);
        }
    }

    private void begun(String site) {
        if (made.merge(site, 1, Integer::sum) > 1 && !"Failed".equals(states.get(site))) {
            violations.add(site + " got a second Upgrade, though the first had not failed");
        }
        if (!atWork.add(site)) {
            violations.add(site + " got two Upgrades at once");
        }
        peak = Math.max(peak, atWork.size());
        if (atWork.size() > most) {
            violations.add(atWork.size() + " Upgrades were under way, " + most + " may be");
        }
    }

    private static JsonObject tree(StoredObject object) {
        return new JsonObject(new String(object.json(), StandardCharsets.UTF_8));
    }

    synchronized String phase() {
        return status.getString("phase", "");
    }

    /** Of the wave with this place in the order, such as {@code AWAITING_AFTER}. */
    synchronized String wave(int place) {
        var waves = status.getJsonArray("waves");
        return waves == null || waves.size() <= place
                ? ""
                : waves.getJsonObject(place).getString("state", "");
    }

    synchronized String revision() {
        return status.getJsonObject("revision", new JsonObject()).getString("hash", "");
    }

    synchronized String story() {
        var totals = status.getJsonObject("totals", new JsonObject());
        return "%s, %s upgraded, %d at work, %d failed"
                .formatted(phase(), totals.getString("progress", "0"), atWork.size(), totals.getInteger("failed", 0));
    }

    synchronized int failed() {
        return status.getJsonObject("totals", new JsonObject()).getInteger("failed", 0);
    }

    synchronized int atWork() {
        return atWork.size();
    }

    synchronized int made() {
        return made.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized int peak() {
        return peak;
    }

    synchronized long hubWrites() {
        return hubWrites;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
