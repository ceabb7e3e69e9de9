// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** What is kept in step with each site. Their paths and rates: InventoryKinds in the shell. */
public enum Kind {
    VIRTUAL_MACHINE,
    VIRTUAL_MACHINE_INSTANCE,
    NODE,
    IMAGE,
    TEMPLATE,
    VOLUME,
    BACKUP,
    NETWORK,
    UPGRADE
}
