// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.core.Sighting;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one site of a story fetches ahead, by the name of the action that will need it. */
final class StoryFetches {
    private final Map<String, Fetch> fetches = new LinkedHashMap<>();
    private boolean failsNext;

    private record Fetch(Instant ends, Sighting.Staged end) {}

    void failNext() {
        failsNext = true;
    }

    Sighting.Staged seen(Order order, Instant now) {
        var fetch = fetches.get(order.name());
        return fetch == null
                ? Sighting.Staged.NO
                : now.isBefore(fetch.ends()) ? Sighting.Staged.running("fetching") : fetch.end();
    }

    void begin(Order order, Instant now, Instant ends) {
        if (seen(order, now).ahead() != Sighting.Ahead.RUNNING) {
            var end = failsNext ? Sighting.Staged.failed("disk full") : Sighting.Staged.DONE;
            fetches.put(order.name(), new Fetch(ends, end));
            failsNext = false;
        }
    }

    void drop(Order order) {
        fetches.remove(order.name());
    }

    int running(Instant now) {
        return (int) fetches.values().stream()
                .filter(fetch -> now.isBefore(fetch.ends()))
                .count();
    }

    /** When the next one ends. */
    Instant nextEnd(Instant now) {
        return fetches.values().stream()
                .map(Fetch::ends)
                .filter(now::isBefore)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
