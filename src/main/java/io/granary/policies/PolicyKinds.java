// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.Policy;
import io.granary.crd.v1alpha1.PolicyReport;
import io.granary.crd.v1alpha1.PolicyReportSpec;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;

/** The kinds at the hub that this room reads and writes. */
record PolicyKinds(
        Resources<HubObject<PolicySpec, PolicyStatus>> policies,
        Resources<HubObject<PolicyReportSpec, Void>> reports,
        PolicySecrets.Source secrets) {

    static PolicyKinds at(HubCluster hub) {
        return new PolicyKinds(
                hub.resources(HubObject.type(Policy.class, PolicySpec.class, PolicyStatus.class)),
                hub.resources(HubObject.type(PolicyReport.class, PolicyReportSpec.class, Void.class)),
                hub.resources(HubSecret.TYPE)::find);
    }
}
