// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open watches of one server. */
final class WatchHub {
    private final Map<GroupResource, List<Watch>> open = new ConcurrentHashMap<>(1);
    private final ResourceStore store;
    private final WatchPulse pulse;
    private final int bookmarkSeconds;

    WatchHub(ResourceStore store, WatchPulse pulse, int bookmarkSeconds) {
        this.store = store;
        this.pulse = pulse;
        this.bookmarkSeconds = bookmarkSeconds;
        store.watchedBy(this::wake, () -> cutAll(KubeApiServer.WatchEnd.CLEAN));
    }

    int bookmarkSeconds() {
        return bookmarkSeconds;
    }

    void add(Watch watch) {
        open.computeIfAbsent(watch.plan().resource(), key -> new CopyOnWriteArrayList<>())
                .add(watch);
        pulse.add(watch);
        watch.wake();
    }

    void remove(Watch watch) {
        pulse.remove(watch);
        open.computeIfPresent(watch.plan().resource(), (key, watches) -> {
            watches.remove(watch);
            return watches.isEmpty() ? null : watches;
        });
    }

    Optional<ResourceStore.Changes> changes(GroupResource resource, long position, int most) {
        return store.changes(resource, position, most);
    }

    void cutAll(KubeApiServer.WatchEnd end) {
        open.values().forEach(watches -> watches.forEach(watch -> watch.end(end)));
    }

    Map<GroupResource, Integer> watchers() {
        var counts = new HashMap<GroupResource, Integer>();
        open.forEach((resource, watches) -> counts.put(resource, watches.size()));
        return Map.copyOf(counts);
    }

    private void wake(GroupResource resource) {
        open.getOrDefault(resource, List.of()).forEach(Watch::wake);
    }
}
