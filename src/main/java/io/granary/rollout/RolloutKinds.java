// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.Rollout;
import io.granary.crd.v1alpha1.RolloutApproval;
import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import io.granary.crd.v1alpha1.RolloutReport;
import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.crd.v1alpha1.RolloutRevision;
import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteHistory;
import io.granary.crd.v1alpha1.SiteHistorySpec;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;

/** The kinds at the hub that this room reads and writes; of Sites only what rollouts do there is written. */
record RolloutKinds(
        Resources<HubObject<RolloutSpec, RolloutStatus>> rollouts,
        Resources<HubObject<RolloutReportSpec, Void>> reports,
        Resources<HubObject<RolloutRevisionSpec, Void>> revisions,
        Resources<HubObject<RolloutApprovalSpec, Void>> approvals,
        Resources<HubObject<SiteSpec, SiteStatus>> sites,
        Resources<HubObject<SiteHistorySpec, Void>> histories) {

    static RolloutKinds at(HubCluster hub) {
        return new RolloutKinds(
                hub.resources(HubObject.type(Rollout.class, RolloutSpec.class, RolloutStatus.class)),
                hub.resources(HubObject.type(RolloutReport.class, RolloutReportSpec.class, Void.class)),
                hub.resources(HubObject.type(RolloutRevision.class, RolloutRevisionSpec.class, Void.class)),
                hub.resources(HubObject.type(RolloutApproval.class, RolloutApprovalSpec.class, Void.class)),
                hub.resources(HubObject.type(Site.class, SiteSpec.class, SiteStatus.class)),
                hub.resources(HubObject.type(SiteHistory.class, SiteHistorySpec.class, Void.class)));
    }
}
