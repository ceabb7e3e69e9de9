// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What becomes of a template at one site. */
public sealed interface RenderedTemplate {

    /**
     * Objects to create, in this order; each waits for the one before it.
     *
     * @param defaultVersionId what {@code spec.defaultVersionId} of the template becomes once the version has its
     *     number
     */
    record Ready(List<ObjectNode> objects, String defaultVersionId) implements RenderedTemplate {
        public Ready {
            objects = List.copyOf(objects);
        }
    }

    /** Something is not there; each sentence says what, and how to mend it. */
    record Held(List<String> reasons) implements RenderedTemplate {
        public Held {
            reasons = List.copyOf(reasons);
        }
    }
}
