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

/** What shall hold at the selected sites, continuously. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("Policy")
@Singular("policy")
@Plural("policies")
@ShortNames("gpol")
@Categories("granary")
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode")
@AdditionalPrinterColumn(name = "Sites", jsonPath = ".status.sites.selected", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Compliant", jsonPath = ".status.sites.compliant", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Drifted", jsonPath = ".status.sites.drifted", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Conflict", jsonPath = ".status.sites.conflict", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Pending", jsonPath = ".status.sites.pending", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Unknown", jsonPath = ".status.sites.unknown", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Policy extends CustomResource<PolicySpec, PolicyStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
