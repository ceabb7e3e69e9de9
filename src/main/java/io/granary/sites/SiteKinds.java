// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kube.HubCluster;
import io.granary.kube.HubObject;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import org.jspecify.annotations.Nullable;

/**
 * The kinds at the hub that this room reads and writes.
 *
 * @param sites written
 * @param clusters of Rancher
 * @param secrets of sites that are not in Rancher
 * @param imports what an import reads and writes; null where nothing is imported
 */
record SiteKinds(
        Resources<HubObject<SiteSpec, SiteStatus>> sites,
        Resources<RancherCluster> clusters,
        Resources<DirectSecret> secrets,
        @Nullable ImportKinds imports) {

    static final ResourceType<HubObject<SiteSpec, SiteStatus>> SITE =
            HubObject.type(Site.class, SiteSpec.class, SiteStatus.class);

    SiteKinds(
            Resources<HubObject<SiteSpec, SiteStatus>> sites,
            Resources<RancherCluster> clusters,
            Resources<DirectSecret> secrets) {
        this(sites, clusters, secrets, null);
    }

    static SiteKinds at(HubCluster hub) {
        return new SiteKinds(
                hub.resources(SITE),
                hub.resources(RancherCluster.TYPE),
                hub.resources(DirectSecret.TYPE),
                ImportKinds.at(hub));
    }
}
