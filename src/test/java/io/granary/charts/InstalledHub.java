// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.charts;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.simulator.FleetClient;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.HubProcess;
import io.granary.simulator.demo.Installation;
import io.granary.simulator.demo.LocalClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/** A simulated Rancher in which the chart is installed, and the packaged hub with the environment of its pod. */
final class InstalledHub implements AutoCloseable {
    static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    /** All that the hub can do is on. */
    static final Map<String, Object> VALUES =
            Map.of("imports.enabled", true, "policies.secrets.fleet-default[0]", "clock");

    static final String POD = "granary-0";
    static final String USER = "system:serviceaccount:granary-system:granary";
    private static final Set<String> RIGHTS = Set.of(
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "Secret",
            "ServiceAccount",
            "User",
            "GlobalRole",
            "GlobalRoleBinding");

    final SimulatedFleet fleet = SimulatedFleet.start(FleetOptions.quiet(6, 2));
    final FleetClient admin = FleetClient.of(fleet);
    private final SimulatedFleet.ApiServer apiServer = fleet.apiServer();
    private final HubProcess hub;

    InstalledHub(Path folder) throws IOException {
        install(local());
        var kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"),
                kubeconfig(apiServer, fleet.tokens().serviceAccount("granary-system", "granary")));
        var environment = Charts.environment(POD, VALUES);
        environment.put("GRANARY_KUBECONFIG", kubeconfig.toString());
        environment.put("GRANARY_RANCHER_URL", fleet.url());
        environment.put("GRANARY_DATA_DIR", folder.resolve("data").toString());
        environment.put("GRANARY_SITES_FORGET_AFTER", "1s");
        environment.put("GRANARY_API_HOST", "127.0.0.1");
        this.hub = HubProcess.start(JAR, folder, environment);
    }

    LocalClient local() {
        return new LocalClient(apiServer.url(), fleet.token(), apiServer.caPem());
    }

    HubProcess process() {
        return hub;
    }

    /** Waits for three minutes at most; what fails then tells what the hub said last. */
    void until(Callable<Boolean> seen) throws IOException {
        try {
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .until(seen);
        } catch (ConditionTimeoutException late) {
            var said = Files.readAllLines(hub.log());
            var last = said.subList(Math.max(0, said.size() - 40), said.size());
            throw new AssertionError("not seen; the hub said last:\n" + String.join("\n", last), late);
        }
    }

    private static void install(LocalClient cluster) throws IOException {
        var installation = new Installation(cluster);
        installation.identity();
        installation.definitions(Path.of("charts/granary-crd/templates"));
        for (var object : Charts.objects(VALUES)) {
            if (RIGHTS.contains(object.path("kind").asText())) {
                cluster.apply(path(object), object.toString());
            }
        }
        cluster.apply("/api/v1/namespaces/granary-system/pods/" + POD, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: granary-system}
                spec: {containers: [{name: hub, image: granary}]}
                """.formatted(POD));
    }

    private static String path(JsonNode object) {
        var version = object.path("apiVersion").asText();
        var root = version.contains("/") ? "/apis/" + version : "/api/" + version;
        var namespace = object.at("/metadata/namespace").asText("");
        var plural = object.path("kind").asText().toLowerCase(Locale.ROOT) + "s/";
        return root
                + (namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/")
                + plural
                + object.at("/metadata/name").asText();
    }

    /** Of a cluster at this address of the fleet, for the administrator. */
    String kubeconfig(String address) {
        return kubeconfig(new SimulatedFleet.ApiServer(address, fleet.caPem()), fleet.token());
    }

    private static String kubeconfig(SimulatedFleet.ApiServer server, String token) {
        var authority = Base64.getEncoder().encodeToString(server.caPem().getBytes(StandardCharsets.US_ASCII));
        return """
                apiVersion: v1
                kind: Config
                current-context: local
                clusters:
                - name: local
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: granary
                  user: {token: "%s"}
                contexts:
                - name: local
                  context: {cluster: local, user: granary}
                """.formatted(server.url(), authority, token);
    }

    @Override
    public void close() {
        hub.close();
        fleet.close();
    }
}
