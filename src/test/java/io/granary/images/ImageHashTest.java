// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageSpec.Mirror;
import io.granary.crd.v1alpha1.RolloutSelector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which edits of an Image make a new revision. */
class ImageHashTest {
    private static ImageSpec image(String file, List<Mirror> mirrors) {
        return new ImageSpec(null, null, file, null, null, null, mirrors, null, List.of());
    }

    @Test
    void anotherFileIsAnotherRevisionAndAnotherMirrorIsNot() {
        var mirror = new Mirror(new RolloutSelector(Map.of("country", "ch"), List.of()), "https://cache.ch/pos");
        var first = ImageHash.of("pos", image("pos-1.qcow2", List.of()));

        assertThat(ImageHash.of("pos", image("pos-1.qcow2", List.of(mirror)))).isEqualTo(first);
        assertThat(ImageHash.of("pos", image("pos-2.qcow2", List.of()))).isNotEqualTo(first);
    }

    @Test
    void theHashSaysOfWhichImageItIs() {
        assertThat(ImageHash.of("pos", image("pos-1.qcow2", List.of()))).startsWith("pos:");
    }
}
