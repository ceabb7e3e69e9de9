// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A memory quantity for people: Rancher sums up what kubelets report, in Ki, which nobody can read. */
final class MemoryAmount {
    private static final Pattern BINARY = Pattern.compile("([0-9]{1,15})(Ki|Mi|)");
    private static final long GIBI = 1L << 30;

    private MemoryAmount() {}

    /** The same quantity in whole Gi, rounded, from 10 Gi up; anything else comes back as it is. */
    static @Nullable String readable(@Nullable String quantity) {
        var parts = quantity == null ? null : BINARY.matcher(quantity);
        if (parts == null || !parts.matches()) {
            return quantity;
        }
        double bytes = Long.parseLong(parts.group(1)) * (double) unit(parts.group(2));
        return bytes < 10 * GIBI ? quantity : Math.round(bytes / GIBI) + "Gi";
    }

    private static long unit(String suffix) {
        return suffix.isEmpty() ? 1 : suffix.equals("Ki") ? 1 << 10 : 1 << 20;
    }
}
