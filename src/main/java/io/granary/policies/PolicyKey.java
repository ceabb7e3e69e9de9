// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

/** @param namespace the workspace */
record PolicyKey(String namespace, String name) {
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
