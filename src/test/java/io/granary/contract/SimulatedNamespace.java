// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectStore;

/** A namespace as kube-controller-manager leaves it. */
final class SimulatedNamespace {
    private SimulatedNamespace() {}

    static void create(ObjectStore store, String name) {
        var namespace =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        namespace.putObject("spec").putArray("finalizers").add("kubernetes");
        namespace.putObject("status").put("phase", "Active");
        store.create(GroupResource.of("", "namespaces"), namespace);
    }
}
