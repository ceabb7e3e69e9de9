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

/** An entry of the headquarters library: a VM or OS image. */
@Group("granary.io")
@Version("v1alpha1")
@Kind("Image")
@Singular("image")
@Plural("images")
@ShortNames("gimg")
@Categories("granary")
@AdditionalPrinterColumn(name = "Format", jsonPath = ".status.format")
@AdditionalPrinterColumn(name = "Size", jsonPath = ".status.sizeBytes", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class Image extends CustomResource<ImageSpec, ImageStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
