// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access.core;

import java.util.Locale;

/** What somebody does with rows. */
public enum Verb {
    GET,
    LIST,
    WATCH;

    /** As RBAC writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int bit() {
        return 1 << ordinal();
    }
}
