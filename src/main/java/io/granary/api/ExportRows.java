// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.inventory.core.VmRow;

/** A form in which all rows of a query leave, one line each. */
interface ExportRows {
    String contentType();

    byte[] heading();

    byte[] line(VmRow row);
}
