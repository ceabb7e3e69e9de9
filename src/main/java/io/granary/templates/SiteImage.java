// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

/**
 * An image as it stands at one site.
 *
 * @param id {@code namespace/name} of the VirtualMachineImage
 * @param storageClass {@code status.storageClassName}, which every site names differently
 */
public record SiteImage(String id, String storageClass) {}
