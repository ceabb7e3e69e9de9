// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Map;

/** An object put into a store in bulk, before anybody watches; labels are kept as given, so share equal maps. */
public record Seed(
        ObjectKey key, String uid, long generation, long createdAt, Map<String, String> labels, ObjectSource source) {
    StoredObject at(long resourceVersion) {
        return new StoredObject(key, uid, resourceVersion, generation, createdAt, labels, source);
    }
}
