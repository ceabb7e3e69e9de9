// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** What a site sent broke a limit or a shape: it is refused, and the message says why without quoting the site. */
public final class RejectedData extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RejectedData(String message) {
        super(message, null, false, false);
    }
}
