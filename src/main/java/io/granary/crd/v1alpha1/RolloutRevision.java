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

/** What a rollout brought, or brings, to its sites. Immutable; the last ten are kept. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("RolloutRevision")
@Singular("rolloutrevision")
@Plural("rolloutrevisions")
@ShortNames("grorev")
@Categories("granary")
@AdditionalPrinterColumn(name = "Rollout", jsonPath = ".spec.rollout")
@AdditionalPrinterColumn(name = "Number", jsonPath = ".spec.number", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Hash", jsonPath = ".spec.hash")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RolloutRevision extends CustomResource<RolloutRevisionSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
