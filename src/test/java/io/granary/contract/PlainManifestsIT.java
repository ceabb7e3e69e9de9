// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.charts.Charts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifests for those who do not use Helm, as the build wrote them. They are applied to a real kube-apiserver where
 * {@code KUBEBUILDER_ASSETS} is set.
 */
class PlainManifestsIT {
    private static final Path MANIFESTS = Path.of("target/kubernetes/kubernetes.yml");
    private static final String HUB = "Deployment granary-system/granary";
    /** What an API server puts where nothing is said; Quarkus says some of it, the chart other. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "scheme", "HTTP",
            "protocol", "TCP",
            "type", "ClusterIP",
            "initialDelaySeconds", "0",
            "successThreshold", "1",
            "failureThreshold", "3",
            "timeoutSeconds", "1");

    private final SortedMap<String, JsonNode> manifests;

    @TempDir
    private Path folder;

    PlainManifestsIT() throws IOException {
        manifests = Charts.plain(Charts.parsed(Files.readString(MANIFESTS)));
    }

    @Test
    void bringWhatTheChartBrings() {
        var chart = Charts.plain();

        assertThat(manifests.keySet()).isEqualTo(chart.keySet());
        manifests.forEach((name, object) -> assertThat(essence(object))
                .as("%s: change the chart, or the quarkus.kubernetes settings of application.properties", name)
                .isEqualTo(essence(chart.get(name))));
    }

    @Test
    void nameTheImageOfTheBuild() {
        var container = manifests.get(HUB).at("/spec/template/spec/containers/0");

        assertThat(container.path("image").asText())
                .matches("docker.io/granary/granary:\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @TestFactory
    Stream<DynamicTest> aRealServer() {
        var assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets == null || !Kubectl.isOnThePath()) {
            return Stream.empty();
        }
        return Stream.of(DynamicTest.dynamicTest("takes them as the guide says", () -> apply(Path.of(assets))));
    }

    private void apply(Path assets) throws IOException {
        try (var server = RealServer.start(assets)) {
            var kubectl = new Kubectl(kubeconfig(server));
            kubectl.typed(RancherKinds.DEFINITIONS, "apply -f -");
            for (var namespace : new String[] {"granary-system", "cattle-ui-plugin-system"}) {
                kubectl.run("create namespace " + namespace);
            }
            kubectl.run("wait --for=condition=Established crd --all --timeout=30s");

            var strictly = "apply --server-side --validate=strict -f ";
            assertThat(kubectl.run(strictly + Charts.DEFINITIONS.resolve("templates")))
                    .doesNotContainIgnoringCase("error");
            assertThat(kubectl.run(strictly + MANIFESTS + " --dry-run=server").lines())
                    .hasSameSizeAs(manifests.keySet())
                    .allSatisfy(line -> assertThat(line).endsWith("serverside-applied (server dry run)"));
            assertThat(kubectl.run(strictly + MANIFESTS).lines())
                    .hasSameSizeAs(manifests.keySet())
                    .allSatisfy(line -> assertThat(line).endsWith("serverside-applied"));
            assertThat(kubectl.run("delete --wait=false -f " + MANIFESTS)).doesNotContainIgnoringCase("error");
        }
    }

    /** Less the defaults, the image, and whose annotations they are. */
    private static JsonNode essence(JsonNode object) {
        var copy = object.deepCopy();
        for (var metadata : copy.findValues("metadata")) {
            ((ObjectNode) metadata).remove("annotations");
        }
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("image");
            // A probe says its port by the number here and by the name there.
            if (object.has("path") && object.path("port").asText().equals("http")) {
                object.put("port", 9000);
            }
            DEFAULTS.forEach((field, value) -> {
                if (object.path(field).asText().equals(value)) {
                    object.remove(field);
                }
            });
        }
        node.forEach(PlainManifestsIT::strip);
    }

    private Path kubeconfig(RealServer server) throws IOException {
        var authority = Base64.getEncoder().encodeToString(server.caPem().getBytes(StandardCharsets.US_ASCII));
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: real
                clusters:
                - {name: real, cluster: {server: "%s", certificate-authority-data: %s}}
                users:
                - {name: admin, user: {token: "%s"}}
                contexts:
                - {name: real, context: {cluster: real, user: admin}}
                """.formatted(server.base(), authority, server.token()));
    }
}
