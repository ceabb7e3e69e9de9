// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ResourceType;

/** The kinds of a site's objects that a template makes or needs, or that may need it, as the site serves them. */
enum TemplateKind {
    KEY_PAIR("harvesterhci.io/v1beta1", "keypairs"),
    SECRET("v1", "secrets"),
    TEMPLATE("harvesterhci.io/v1beta1", "virtualmachinetemplates"),
    VERSION("harvesterhci.io/v1beta1", "virtualmachinetemplateversions"),
    IMAGE("harvesterhci.io/v1beta1", "virtualmachineimages"),
    MACHINE("kubevirt.io/v1", "virtualmachines"),
    NETWORK("k8s.cni.cncf.io/v1", "network-attachment-definitions"),
    NAMESPACE("v1", "namespaces");

    private final ResourceType<ObjectNode> type;

    TemplateKind(String apiVersion, String plural) {
        this.type = ResourceType.of(apiVersion, plural, ObjectNode.class, TemplateKind::identity);
    }

    /** As trees, because what another Harvester release put into an object must survive a replacing write. */
    ResourceType<ObjectNode> type() {
        return type;
    }

    private static ResourceType.Identity identity(ObjectNode object) {
        var metadata = object.path("metadata");
        return new ResourceType.Identity(
                metadata.path("namespace").asText(""),
                metadata.path("name").asText(""),
                metadata.path("uid").asText(""),
                metadata.path("resourceVersion").asText(""));
    }
}
