// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each kind's stream of one site stands: what is fenced off, and what a running list has seen. */
final class SiteStreams {
    private final Map<Kind, Stream> streams = new EnumMap<>(Kind.class);

    /** Whether a batch is of the present stream; if so, older ones are not from now on. */
    boolean admits(Kind kind, Fence fence) {
        var stream = of(kind);
        if (stream.newest.compareTo(fence) > 0) {
            return false;
        }
        stream.newest = fence;
        return true;
    }

    void listBegan(Kind kind, Fence fence) {
        if (admits(kind, fence)) {
            var stream = of(kind);
            stream.complete = false;
            stream.listing = fence;
            stream.seen = new HashSet<>();
        }
    }

    void saw(Kind kind, Fence fence, RowKey key) {
        var stream = of(kind);
        if (stream.seen != null && stream.listing.epoch() == fence.epoch()) {
            stream.seen.add(key);
        }
    }

    /** The keys a complete list had, all others are to be swept; null if this is not the end of the running list. */
    @Nullable
    Set<RowKey> listComplete(Kind kind, Fence fence, String resourceVersion) {
        var stream = of(kind);
        var seen = stream.seen;
        if (seen == null || stream.listing.epoch() != fence.epoch() || !admits(kind, fence)) {
            return null;
        }
        stream.seen = null;
        stream.complete = true;
        stream.resourceVersion = resourceVersion;
        return seen;
    }

    void progressed(Kind kind, Fence fence, String resourceVersion) {
        if (admits(kind, fence)) {
            of(kind).resourceVersion = resourceVersion;
        }
    }

    Map<Kind, SyncState> states() {
        var states = new EnumMap<Kind, SyncState>(Kind.class);
        streams.forEach((kind, stream) ->
                states.put(kind, new SyncState(stream.newest, stream.resourceVersion, stream.complete)));
        return states;
    }

    void restore(Kind kind, SyncState state) {
        var stream = of(kind);
        stream.newest = state.fence();
        stream.resourceVersion = state.resourceVersion();
        stream.complete = state.complete();
    }

    private Stream of(Kind kind) {
        return streams.computeIfAbsent(kind, _ -> new Stream());
    }

    private static final class Stream {
        private Fence newest = new Fence(0, 0);
        private Fence listing = newest;
        private @Nullable Set<RowKey> seen;
        private String resourceVersion = "";
        private boolean complete;
    }
}
