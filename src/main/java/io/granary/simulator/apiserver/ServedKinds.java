// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** What is served now. */
interface ServedKinds {
    ResourceCatalog catalog();
}
