// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.FleetClient;
import java.io.IOException;
import java.util.List;

/** Tells the simulated Rancher what is made in the real cluster, in which it would look, and the other way round. */
record RancherOfTheCluster(FleetClient rancher, Kubectl kubectl) {
    private static final String MANAGEMENT = "/k8s/clusters/local/apis/management.cattle.io/v3/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Rancher holds, into the cluster. */
    void intoTheCluster(String plural, String kind) throws IOException {
        for (var object : JSON.readTree(rancher.get(MANAGEMENT + plural).body()).path("items")) {
            ((ObjectNode) object).put("apiVersion", "management.cattle.io/v3").put("kind", kind);
            assertThat(kubectl.typed(bare(object), "create -f -")).contains("created");
        }
    }

    /** What the cluster holds, to Rancher. */
    void learns(String plural) throws IOException {
        var objects = kubectl.run("get " + plural + ".management.cattle.io -o json");
        for (var object : JSON.readTree(objects).path("items")) {
            assertThat(rancher.post(MANAGEMENT + plural, bare(object)).statusCode())
                    .isEqualTo(201);
        }
    }

    private static String bare(com.fasterxml.jackson.databind.JsonNode object) {
        ((ObjectNode) object.path("metadata"))
                .remove(List.of("uid", "resourceVersion", "managedFields", "ownerReferences", "finalizers"));
        return object.toString();
    }
}
