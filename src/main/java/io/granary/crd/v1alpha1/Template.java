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

/** A VM template of headquarters, rendered for each site from its labels and parameters. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("Template")
@Singular("template")
@Plural("templates")
@ShortNames("gtpl")
@Categories("granary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Template extends CustomResource<TemplateSpec, TemplateStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
