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

/**
 * A Harvester cluster of the fleet. Lives in the namespace of its Fleet workspace; created by Granary for each
 * Harvester cluster in Rancher, and for each Secret with the label {@code granary.io/site=true}. One that people create
 * with {@code spec.import} brings its Harvester cluster into Rancher.
 */
@Group("granary.io")
@Version("v1alpha1")
@Kind("Site")
@Singular("site")
@Plural("sites")
@ShortNames("gsite")
@Categories("granary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Connected", jsonPath = ".status.conditions[?(@.type==\"Connected\")].status")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.harvesterVersion")
@AdditionalPrinterColumn(name = "Activity", jsonPath = ".status.activity.summary")
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes.total", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "VMs", jsonPath = ".status.virtualMachines.total", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "CPU", jsonPath = ".status.capacity.cpu")
@AdditionalPrinterColumn(name = "Memory", jsonPath = ".status.capacity.memory")
@AdditionalPrinterColumn(name = "Zone", jsonPath = ".spec.timeZone")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.connectivity.reason", priority = 1)
@AdditionalPrinterColumn(name = "Import", jsonPath = ".status.conditions[?(@.type==\"Imported\")].reason", priority = 1)
@AdditionalPrinterColumn(name = "Last Seen", jsonPath = ".status.connectivity.lastSeen", type = Type.DATE, priority = 1)
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".status.clusterID", priority = 1)
public final class Site extends CustomResource<SiteSpec, SiteStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
