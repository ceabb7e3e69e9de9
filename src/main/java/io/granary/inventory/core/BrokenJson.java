// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** A reply is not JSON at all, so that nothing after this place can be trusted either: the stream is given up. */
public final class BrokenJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokenJson(String message) {
        super(message, null, false, false);
    }
}
