// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The cluster in which Granary's own objects live: Rancher's local cluster. Trusted more than a site, bounded as well.
 */
public final class HubCluster implements AutoCloseable {
    private static final DoorLimits.Site SHARE = new DoorLimits.Site(32, 200, 10_000, Duration.ofMinutes(2));

    private static final DoorLimits.Site APART = new DoorLimits.Site(2, 1, 10, Duration.ofSeconds(5));

    private final ApiOrigin origin;
    private final ApiDoor door;
    private final RandomGenerator random;
    private final EventRecorder events;

    /** @param random spreads retries; safe for all threads */
    public HubCluster(ApiOrigin origin, RandomGenerator random) {
        this(origin, random, door -> EventRecorder.NONE);
    }

    HubCluster(ApiOrigin origin, RandomGenerator random, Function<ApiDoor, EventRecorder> events) {
        this.origin = origin;
        this.random = random;
        this.door = origin.door("The hub's cluster", "", SHARE);
        this.events = events.apply(doorApart());
    }

    public ApiDoor door() {
        return door;
    }

    /** The objects of one kind. */
    public <T> Resources<T> resources(ResourceType<T> type) {
        return new DoorResources<>(door, type, random, events);
    }

    /** The objects of one kind, by a door that {@link #doorApart} made. */
    public <T> Resources<T> resources(ResourceType<T> type, ApiDoor door) {
        return new DoorResources<>(door, type, random, events);
    }

    /** Another door to the same cluster, with failures of its own. */
    public ApiDoor doorApart() {
        return origin.door("The hub's cluster", "", APART);
    }

    @Override
    public void close() {
        events.close();
        origin.close();
    }
}
