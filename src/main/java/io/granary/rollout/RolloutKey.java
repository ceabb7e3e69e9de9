// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

/** Names a rollout: the Fleet workspace's namespace and its name. */
public record RolloutKey(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
