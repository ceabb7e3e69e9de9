// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/**
 * Where the stream of one site and kind stands.
 *
 * @param fence the newest seen; the next list must have a higher epoch, the next watch a higher connection
 * @param resourceVersion from which a watch resumes; empty if nothing was ever complete
 * @param complete whether a list came to its end under this epoch: only then may a watch resume without a new list
 */
public record SyncState(Fence fence, String resourceVersion, boolean complete) {}
