// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.SimulatedFleet.Obstacle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stores of the demonstration that are set up and in no Rancher: {@code store-oslo} comes in by itself, at
 * {@code store-bergen} somebody pastes the URL, and {@code store-tromso} does not trust Rancher's certificate.
 */
final class SpareStores {
    private static final String SECRETS = "/api/v1/namespaces/fleet-default/secrets/";

    private SpareStores() {}

    /** Sets them up, with a Secret for those that come by their kubeconfig; their names and addresses. */
    static Map<String, String> setUp(SimulatedFleet fleet, LocalClient cluster) throws IOException {
        var stores = new LinkedHashMap<String, String>();
        stores.put("store-oslo", fleet.newcomer("store-oslo", Obstacle.NONE));
        stores.put("store-bergen", fleet.newcomer("store-bergen", Obstacle.NONE));
        stores.put("store-tromso", fleet.newcomer("store-tromso", Obstacle.UNKNOWN_AUTHORITY));
        for (var store : new String[] {"store-oslo", "store-tromso"}) {
            var kubeconfig = """
                    apiVersion: v1
                    kind: Config
                    current-context: site
                    clusters: [{name: site, cluster: {server: "%s", certificate-authority-data: %s}}]
                    users: [{name: admin, user: {token: "%s"}}]
                    contexts: [{name: site, context: {cluster: site, user: admin}}]
                    """.formatted(stores.get(store), encoded(fleet.caPem()), fleet.token());
            cluster.apply(SECRETS + store + "-admin", """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: %s-admin, namespace: fleet-default, labels: {granary.io/import: "true"}}
                    data: {kubeconfig: %s}
                    """.formatted(store, encoded(kubeconfig)));
        }
        return stores;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
