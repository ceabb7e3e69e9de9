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

/** Brings one piece of content to the chosen sites of a Fleet workspace, wave by wave. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("Rollout")
@Singular("rollout")
@Plural("rollouts")
@ShortNames("gro")
@Categories("granary")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Wave", jsonPath = ".status.wave")
@AdditionalPrinterColumn(name = "Succeeded", jsonPath = ".status.totals.progress")
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.totals.failed", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Deferred", jsonPath = ".status.totals.deferred", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "ETA", jsonPath = ".status.eta.p50")
@AdditionalPrinterColumn(name = "In Flight", jsonPath = ".status.totals.inFlight", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.revision.number", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "Wakes", jsonPath = ".status.nextWake", priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Rollout extends CustomResource<RolloutSpec, RolloutStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
