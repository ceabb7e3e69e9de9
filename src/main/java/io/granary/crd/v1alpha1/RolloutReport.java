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

/** A shard of the outcomes of one revision, at most 512 sites. Written by Granary alone; read the REST API instead. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("RolloutReport")
@Singular("rolloutreport")
@Plural("rolloutreports")
@ShortNames("grorep")
@Categories("granary")
@AdditionalPrinterColumn(name = "Rollout", jsonPath = ".spec.rollout")
@AdditionalPrinterColumn(name = "Number", jsonPath = ".spec.number", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Shard", jsonPath = ".spec.shard", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RolloutReport extends CustomResource<RolloutReportSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
