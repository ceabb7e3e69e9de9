// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import java.util.List;

/** A status that says how the object is in conditions, as Kubernetes does. */
public interface Conditioned {

    List<Condition> conditions();

    /** Where something that moves in steps is; the empty string where it has not begun, or does not. */
    default String step() {
        return "";
    }
}
