// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.demo.SampleImage;
import io.granary.simulator.site.SitePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rollout in the middle of which the hub's token at Rancher ends, Rancher restarts, and comes back with certificates
 * of another authority, by the packaged hub with the rights of the chart.
 */
class RancherTroublesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORKSPACE = "/apis/granary.io/v1alpha1/namespaces/fleet-default/";
    private static final String IDENTITY = "/api/v1/namespaces/granary-system/secrets/granary-rancher-identity";

    private static final GroupResource IMAGES = GroupResource.of("harvesterhci.io", "virtualmachineimages");

    @TempDir
    Path folder;

    /** The sites, each as often as an image was made there. */
    private final List<String> made = new CopyOnWriteArrayList<>();

    @Test
    void nothingOfItChangesARollout() throws IOException {
        SampleImage.upload(folder.resolve("data"));
        try (var installed = new InstalledHub(folder)) {
            var sites =
                    installed.fleet.sites().stream().map(SitePlan::clusterId).toList();
            sites.forEach(site -> installed.fleet.faults().imageSlow(site, 2));
            installed.until(() -> get(installed, WORKSPACE + "sites")
                            .findValuesAsText("clusterID")
                            .size()
                    == sites.size());
            installed.fleet.truth().witness(this::seen);
            begin(installed);

            installed.until(() -> inFlight(installed) > 0);
            var first = token(installed);
            expire(installed, first);
            installed.until(() -> succeeded(installed) >= 2);
            assertThat(token(installed)).as("the hub has another token").isNotEqualTo(first);

            installed.until(() -> inFlight(installed) > 0);
            installed.fleet.restartRancher(Duration.ofSeconds(5));
            installed.until(() -> succeeded(installed) >= 4);

            installed.until(() -> inFlight(installed) > 0);
            installed.fleet.renewAuthority();
            installed.fleet.restartRancher(Duration.ofSeconds(5));
            installed.until(() -> rollout(installed).path("phase").asText().startsWith("Completed"));

            assertThat(rollout(installed).at("/totals/succeeded").asInt()).isEqualTo(sites.size());
            assertThat(rollout(installed).at("/totals/failed").asInt()).isZero();
            assertThat(made).containsExactlyInAnyOrderElementsOf(sites);
        }
    }

    private static void begin(InstalledHub installed) throws IOException {
        installed.local().apply(WORKSPACE + "images/pos", """
                apiVersion: granary.io/v1alpha1
                kind: Image
                metadata: {name: pos, namespace: fleet-default}
                spec: {file: %s}
                """.formatted(SampleImage.NAME));
        installed.local().apply(WORKSPACE + "rollouts/pos", """
                apiVersion: granary.io/v1alpha1
                kind: Rollout
                metadata: {name: pos, namespace: fleet-default}
                spec:
                  target: {image: {name: pos}}
                  waves: [{name: all}]
                  control: {maxConcurrency: 1}
                """);
    }

    /** A client of its own each time, as the authority changes; while Rancher is away there is nothing to see. */
    private static JsonNode get(InstalledHub installed, String path) {
        try {
            return JSON.readTree(installed.local().get(path).body());
        } catch (IOException away) {
            return JSON.missingNode();
        }
    }

    private static JsonNode rollout(InstalledHub installed) {
        return get(installed, WORKSPACE + "rollouts/pos").path("status");
    }

    private static int inFlight(InstalledHub installed) {
        return rollout(installed).at("/totals/inFlight").asInt();
    }

    private static int succeeded(InstalledHub installed) {
        return rollout(installed).at("/totals/succeeded").asInt();
    }

    private static String token(InstalledHub installed) {
        var data = get(installed, IDENTITY).path("data");
        return new String(Base64.getDecoder().decode(data.path("token").asText()), StandardCharsets.UTF_8);
    }

    private static void expire(InstalledHub installed, String token) {
        var object = "/k8s/clusters/local/apis/management.cattle.io/v3/tokens/" + token.replaceFirst(":.*", "");
        assertThat(installed.admin.patch(object, "{\"ttl\": 1}").statusCode()).isEqualTo(200);
    }

    private void seen(String site, ObjectChange change) {
        if (change.kind() == ObjectChange.Kind.ADDED
                && change.resource().equals(IMAGES)
                && change.after().key().name().equals("pos")) {
            made.add(site);
        }
    }
}
