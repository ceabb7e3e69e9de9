// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/**
 * Bounds of one server.
 *
 * @param watchWindow events kept per kind for resuming watches; older revisions are answered 410
 * @param watchBacklogBytes bytes that may wait for a slow watcher before its connection is closed
 * @param pagedSnapshots paged lists that may be under way; the oldest continue token then expires with 410
 * @param bodyBytes largest request body; more is answered 413 (3 MiB at a real server)
 * @param bookmarkSeconds between bookmarks (60 at a real server)
 * @param minWatchSeconds a watch without timeoutSeconds ends after this long, or up to twice (1800 at a real server)
 */
public record ClusterLimits(
        int watchWindow,
        int watchBacklogBytes,
        int pagedSnapshots,
        int bodyBytes,
        int bookmarkSeconds,
        int minWatchSeconds) {
    public static final ClusterLimits DEFAULT = new ClusterLimits(1000, 8 << 20, 8, 3 << 20, 60, 1800);
}
