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

/** A person's word about a gate or a pause of a rollout. Immutable; bound to one revision. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("RolloutApproval")
@Singular("rolloutapproval")
@Plural("rolloutapprovals")
@ShortNames("groapp")
@Categories("granary")
@AdditionalPrinterColumn(name = "Rollout", jsonPath = ".spec.rollout")
@AdditionalPrinterColumn(name = "Wave", jsonPath = ".spec.wave")
@AdditionalPrinterColumn(name = "Decision", jsonPath = ".spec.decision")
@AdditionalPrinterColumn(name = "By", jsonPath = ".spec.by")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RolloutApproval extends CustomResource<RolloutApprovalSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
