// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** What rollouts came to at one site: the last 20 outcomes. Named as its Site; written by Granary alone. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("SiteHistory")
@Singular("sitehistory")
@Plural("sitehistories")
@ShortNames("gsh")
@Categories("granary")
@AdditionalPrinterColumn(name = "Rollout", jsonPath = ".spec.outcomes[0].rollout")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".spec.outcomes[0].revision", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Outcome", jsonPath = ".spec.outcomes[0].outcome")
@AdditionalPrinterColumn(name = "When", jsonPath = ".spec.outcomes[0].at", type = Type.DATE)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".spec.outcomes[0].message")
public final class SiteHistory extends CustomResource<SiteHistorySpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
