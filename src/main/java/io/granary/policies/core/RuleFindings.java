// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import java.util.List;

/**
 * What the rules of a policy say of one site.
 *
 * @param broken each object that breaks a rule
 * @param unknown why some rule could not be evaluated, in sentences; the site is then never compliant
 */
public record RuleFindings(List<Difference> broken, List<String> unknown) {
    public static final RuleFindings NONE = new RuleFindings(List.of(), List.of());

    public RuleFindings {
        broken = List.copyOf(broken);
        unknown = List.copyOf(unknown);
    }
}
