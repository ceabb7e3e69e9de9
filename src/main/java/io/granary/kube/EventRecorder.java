// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/** Hears of each status that was written, and tells people what changed. Never waits, never throws. */
interface EventRecorder extends AutoCloseable {
    EventRecorder NONE = (before, after) -> {};

    void changed(HubObject<?, ?> before, HubObject<?, ?> after);

    @Override
    default void close() {}
}
