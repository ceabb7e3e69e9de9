// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.TemplateSpec;
import org.jspecify.annotations.Nullable;

/** The Templates and Images of headquarters, from memory. */
interface TemplateLibrary {

    /** Whether all of it was read once; before that nothing can be said. */
    boolean isRead();

    /** @param namespace the workspace */
    @Nullable
    TemplateSpec template(String namespace, String name);

    /** The name that Harvester shows an Image of the library by; of one that is not in it, its own name. */
    String displayName(String namespace, String image);
}
