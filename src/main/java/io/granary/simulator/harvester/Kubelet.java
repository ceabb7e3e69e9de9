// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.SubresourceHandler.Answer;

/** What the kubelets of a site say of their system partition ({@code stats/summary}, kubelet v1alpha1). */
final class Kubelet {
    static final String SUMMARY = "proxy/stats/summary";

    /** {@code COS_PERSISTENT} of a usual installation. */
    private static final long CAPACITY = 150L << 30;

    /** What Harvester takes all images of a release for ({@code validator.go}). */
    private static final long IMAGES = 13L << 30;

    private Kubelet() {}

    private static long used(SiteTroubles troubles) {
        return CAPACITY / 100 * troubles.systemUsed();
    }

    /** In percent. */
    static double fullWithImages(SiteTroubles troubles) {
        return (used(troubles) + IMAGES) * 100.0 / CAPACITY;
    }

    static Answer summary(ObjectKey node, SiteTroubles troubles) {
        var summary = Trees.empty();
        Trees.child(summary, "node").put("nodeName", node.name());
        Trees.child(Trees.child(summary, "node"), "fs")
                .put("capacityBytes", CAPACITY)
                .put("usedBytes", used(troubles))
                .put("availableBytes", CAPACITY - used(troubles));
        summary.putArray("pods");
        return new Answer(200, summary);
    }
}
