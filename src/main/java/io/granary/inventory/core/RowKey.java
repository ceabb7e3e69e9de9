// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.util.Comparator;

/** What a row is known by, and the order of last resort. */
record RowKey(SiteId site, String namespace, String name) implements Comparable<RowKey> {
    private static final Comparator<RowKey> ORDER =
            Comparator.comparing(RowKey::site).thenComparing(RowKey::namespace).thenComparing(RowKey::name);

    static RowKey of(VmRow row) {
        return new RowKey(row.site().id(), row.vm().namespace(), row.vm().name());
    }

    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }
}
