// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

/** The disk formats that a Harvester VirtualMachineImage accepts by download. */
public enum ImageFormat {
    QCOW2,
    RAW,
    ISO
}
