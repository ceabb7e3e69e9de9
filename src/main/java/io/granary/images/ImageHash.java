// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.rollout.Content;
import java.util.List;

/**
 * What of an Image makes a revision: not its mirrors, for another place to fetch the same bytes is no other content.
 */
final class ImageHash {
    private ImageHash() {}

    /** With the name, so that an override, which names another Image, is not measured by it. */
    static String of(String name, ImageSpec spec) {
        return name + ":"
                + Content.hash(new ImageSpec(
                        spec.displayName(),
                        spec.url(),
                        spec.file(),
                        spec.format(),
                        spec.sha512(),
                        spec.sizeBytes(),
                        List.of(),
                        spec.targetNamespace(),
                        spec.storage()));
    }
}
