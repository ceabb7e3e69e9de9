// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** A question that cannot be understood; the message says what is wrong and what is allowed. */
public final class BadQuery extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public BadQuery(String message) {
        super(message);
    }
}
