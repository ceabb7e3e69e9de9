// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.HubProcess;
import io.granary.simulator.demo.Installation;
import io.granary.simulator.demo.LocalClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The hub as another process, installed in a simulated Rancher, with what the kernel counts of it. */
final class HubUnderTest implements AutoCloseable {
    private final SimulatedFleet fleet;
    private final LongSupplier nanoTime;
    private final Path root = Path.of("").toAbsolutePath();
    private final Path directory = root.resolve("target").resolve("bench");
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch never = new CountDownLatch(1);
    private final LocalClient cluster;
    private final Installation installation;
    private final Map<String, String> settings;
    private volatile HubProcess process;

    /**
     * Installs what the chart would, and starts the hub.
     *
     * @param settings further environment of the hub, looked up at each start
     * @param nanoTime as {@link System#nanoTime}
     */
    HubUnderTest(SimulatedFleet fleet, Map<String, String> settings, LongSupplier nanoTime) throws IOException {
        this.fleet = fleet;
        this.nanoTime = nanoTime;
        this.settings = settings;
        this.cluster = new LocalClient(fleet.url() + "/k8s/clusters/local", fleet.token(), fleet.caPem());
        this.installation = new Installation(cluster);
        Files.createDirectories(directory);
        for (var old : new String[] {"data/inventory/inventory", "data/inventory/inventory.sequence"}) {
            Files.deleteIfExists(directory.resolve(old));
        }
        installation.identity();
        installation.definitions(root.resolve("charts/granary-crd/templates"));
        Files.writeString(directory.resolve("kubeconfig"), kubeconfig());
        this.process = start();
    }

    private HubProcess start() throws IOException {
        var environment = new HashMap<>(settings);
        environment.put("GRANARY_KUBECONFIG", directory.resolve("kubeconfig").toString());
        environment.put("GRANARY_RANCHER_URL", fleet.url());
        environment.put("GRANARY_DATA_DIR", directory.resolve("data").toString());
        return HubProcess.start(root.resolve("target/quarkus-app/quarkus-run.jar"), directory, environment);
    }

    /** Kills the hub as a power cut would; at any thread. */
    void kill() {
        process.kill();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the hub and starts it anew, on what it saved. */
    void restart() throws IOException {
        process.kill();
        await(Duration.ofSeconds(10), () -> !process.isAlive());
        process = start();
    }

    /** Waits for the extension API, and announces it to Rancher's cluster. */
    void announce() throws IOException {
        await(Duration.ofMinutes(2), () -> port() > 0);
        installation.extension(port());
    }

    private int port() {
        try {
            return process.apiPort().orElse(0);
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Virtual machines that a list through Rancher's cluster tells of; 0 as long as there is no answer. */
    long rows() {
        try {
            var reply = cluster.get("/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=1");
            if (reply.statusCode() != 200) {
                return 0;
            }
            var list = new JsonObject(reply.body());
            return list.getJsonArray("items").size()
                    + list.getJsonObject("metadata").getLong("remainingItemCount", 0L);
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** One reply of the extension API through Rancher's cluster. */
    JsonObject get(String path) throws IOException {
        var reply = cluster.get(path);
        if (reply.statusCode() != 200) {
            throw new IOException(path + " answered " + reply.statusCode() + ": " + reply.body());
        }
        return new JsonObject(reply.body());
    }

    LocalClient cluster() {
        return cluster;
    }

    /** A meter of the hub, summed over its labels; 0 where it is not there. */
    double meter(String name) {
        try {
            var request = HttpRequest.newBuilder(URI.create(process.managementUrl() + "/q/metrics"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** CPU time of the hub so far, in seconds, as the kernel counts it. */
    double cpuSeconds() {
        return process.hub().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Resident memory of the hub in MiB. */
    long rssMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.hub().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }

    /**
     * Looks every 50 ms until something holds.
     *
     * @return seconds it took
     * @throws IOException if it does not hold in time
     */
    double await(Duration longest, BooleanSupplier holds) throws IOException {
        long begun = nanoTime.getAsLong();
        while (!holds.getAsBoolean()) {
            if (nanoTime.getAsLong() - begun > longest.toNanos()) {
                throw new IOException("waited " + longest.toSeconds() + " s in vain; the hub's log is "
                        + root.relativize(process.log()));
            }
            rest(Duration.ofMillis(50));
        }
        return (nanoTime.getAsLong() - begun) / 1e9;
    }

    void rest(Duration time) throws IOException {
        try {
            never.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: bench
                clusters:
                - name: local
                  cluster: {server: "%s/k8s/clusters/local", certificate-authority-data: %s}
                users:
                - name: hub
                  user: {token: "%s"}
                contexts:
                - name: bench
                  context: {cluster: local, user: hub}
                """.formatted(
                        fleet.url(),
                        Base64.getEncoder().encodeToString(fleet.caPem().getBytes(StandardCharsets.US_ASCII)),
                        fleet.token());
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
