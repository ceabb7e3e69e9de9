// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Map;

/**
 * One revision of one object, immutable. Small on purpose: a fleet holds a million of them, and the body is rendered
 * when it is read.
 *
 * @param uid as in metadata
 * @param resourceVersion the cluster's revision at which it was written
 * @param createdAt seconds since the epoch, as Kubernetes keeps no fractions
 * @param labels shared, never changed
 */
public record StoredObject(
        ObjectKey key,
        String uid,
        long resourceVersion,
        long generation,
        long createdAt,
        Map<String, String> labels,
        ObjectSource source) {
    /** The complete object as UTF-8 JSON. */
    public byte[] json() {
        return source.json(this);
    }
}
