// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.policies.core.SeenSetting.Writer;
import java.util.List;

/**
 * An object as a site has it, against what it should be.
 *
 * @param version resourceVersion; the empty string where there is none
 * @param maker whether Granary made it for this policy
 */
public record SeenObject(List<Difference> differences, Writer writer, String version, Maker maker) {
    public SeenObject {
        differences = List.copyOf(differences);
    }

    public enum Maker {
        GRANARY,
        OTHERS,
        NOBODY
    }
}
