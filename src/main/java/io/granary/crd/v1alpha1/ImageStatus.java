// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Granary found out about an image.
 *
 * @param servedAt the stable HTTPS address of the library
 * @param format read from the header
 * @param sizeBytes of the file
 * @param virtualSizeBytes of the disk within it
 */
public record ImageStatus(
        @Nullable String servedAt,
        ImageSpec.@Nullable Format format,
        @Nullable String sha512,
        @Nullable Long sizeBytes,
        @Nullable Long virtualSizeBytes,
        List<Condition> conditions,
        @Nullable Long observedGeneration)
        implements Conditioned {
    public ImageStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
