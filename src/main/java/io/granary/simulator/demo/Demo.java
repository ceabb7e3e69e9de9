// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of the demonstration, step by step. */
final class Demo {
    private static final int PATIENCE_SECONDS = 180;
    /** As granary.upgrades.stuck-* are on the real clock. */
    private static final Map<String, Duration> STUCK = Map.of(
            "IMAGE", Duration.ofMinutes(60),
            "PRELOAD", Duration.ofMinutes(45),
            "SERVICES", Duration.ofMinutes(90),
            "NODE", Duration.ofMinutes(60),
            "REBOOT", Duration.ofMinutes(30));

    private static final String INVENTORY = "/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=1";

    private final SimulatedFleet fleet;
    private final Path root;
    private final Path directory;
    private final Optional<Path> pages;
    private final CountDownLatch stop;
    private final LocalClient cluster;

    /** @param pages what bin/pages built; empty for a demonstration without pages */
    Demo(SimulatedFleet fleet, Path root, Optional<Path> pages, CountDownLatch stop) {
        this.fleet = fleet;
        this.root = root;
        this.pages = pages;
        this.directory = root.resolve("target").resolve("demo");
        this.stop = stop;
        this.cluster = new LocalClient(local(), fleet.token(), fleet.caPem());
    }

    void run() throws IOException {
        var jar = root.resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IOException("the hub is not built: " + jar + " is missing; run bin/demo, which builds it");
        }
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve("ready.json"));
        forget(directory.resolve("data"));
        SampleImage.upload(directory.resolve("data"));
        DemoMain.say("simulated Rancher at " + fleet.url());
        var installation = installed();
        var kubeconfig = directory.resolve("kubeconfig");
        var people = People.enrolled(fleet);
        Files.writeString(kubeconfig, people.kubeconfig(SpareStores.setUp(fleet, cluster)));
        try (var hub = HubProcess.start(jar, directory, environment(kubeconfig))) {
            DemoMain.say("starting the hub; its log is " + root.relativize(hub.log()));
            int port = apiPort(hub);
            installation.extension(port);
            ready(hub);
            if (pages.isPresent()) {
                installation.plugin(pages.get().resolve("extension.json"), hub.managementUrl() + "/plugin");
            }
            sync(hub);
            loseSomeSites();
            Files.writeString(
                    directory.resolve("ready.json"),
                    readyJson(hub, port).put("people", people.told()).encodePrettily());
            tell();
            while (hub.isAlive() && !paused(1)) {
                // The hub runs, and nobody has asked to stop.
            }
            if (!hub.isAlive()) {
                throw new IOException("the hub ended by itself; see " + hub.log());
            }
        }
        DemoMain.say("stopped");
    }

    /** What the charts would put there. */
    private Installation installed() throws IOException {
        var installation = new Installation(cluster);
        installation.identity();
        installation.ownRows();
        DemoMain.say("applied %d custom resource definitions"
                .formatted(installation.definitions(root.resolve("charts/granary-crd/templates"))));
        return installation;
    }

    /** Each demonstration is another fleet: what the hub kept of the last one is no memory of this one. */
    private static void forget(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Map<String, String> environment(Path kubeconfig) {
        var environment = new HashMap<>(Map.of(
                "GRANARY_KUBECONFIG", kubeconfig.toString(),
                "GRANARY_RANCHER_URL", fleet.url(),
                "GRANARY_DATA_DIR", directory.resolve("data").toString()));
        // An upgrade that is so many times as fast is stuck so many times as soon.
        STUCK.forEach((stage, time) ->
                environment.put("GRANARY_UPGRADES_STUCK_" + stage, String.valueOf(fleet.shortened(time))));
        // As in the image, where the extension lies beside the hub.
        pages.ifPresent(folder ->
                environment.put("GRANARY_UI_DIRECTORY", folder.resolve("ui").toString()));
        return environment;
    }

    private int apiPort(HubProcess hub) throws IOException {
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            var port = hub.apiPort();
            if (port.isPresent()) {
                return port.getAsInt();
            }
            patience(hub, "has not opened its API yet", second);
        }
        throw new IOException("the hub did not open its API in time; see " + hub.log());
    }

    private void ready(HubProcess hub) throws IOException {
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            if (hub.isReady()) {
                return;
            }
            patience(hub, "is not ready yet", second);
        }
        throw new IOException("the hub did not become ready in time; see " + hub.log());
    }

    private void sync(HubProcess hub) throws IOException {
        long expected = fleet.sites().stream()
                .filter(site -> site.provision().link() == Link.CONNECTED)
                .mapToLong(site -> site.size().vms())
                .sum();
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            var reply = cluster.get(INVENTORY);
            long seen = reply.statusCode() == 200 ? count(new JsonObject(reply.body())) : 0;
            if (seen >= expected * 99 / 100) {
                DemoMain.say("%d virtual machines are in the inventory".formatted(seen));
                return;
            }
            patience(hub, "knows %d of %d virtual machines".formatted(seen, expected), second);
        }
        DemoMain.say("the hub does not know every virtual machine yet; going on");
    }

    /** Cuts a few lines, so that there are sites whose machines are known and out of reach. */
    private void loseSomeSites() {
        var connected = fleet.sites().stream()
                .filter(site -> site.provision().link() == Link.CONNECTED)
                .toList();
        var few = Math.min(3, connected.size() / 10);
        for (var i = 1; i <= few; i++) {
            fleet.faults().cut(connected.get(connected.size() - i).clusterId());
        }
        DemoMain.say("cut the lines to %d sites, so that there is something to see".formatted(few));
    }

    private static long count(JsonObject list) {
        return list.getJsonArray("items").size()
                + list.getJsonObject("metadata").getLong("remainingItemCount", 0L);
    }

    private void patience(HubProcess hub, String state, int second) throws IOException {
        if (!hub.isAlive()) {
            throw new IOException("the hub ended by itself; see " + hub.log());
        }
        if (second % 5 == 4) {
            DemoMain.say("the hub " + state);
        }
        if (paused(1)) {
            throw new IOException("interrupted while starting");
        }
    }

    /** Waits so long; true when it is time to stop. */
    private boolean paused(int seconds) {
        try {
            return stop.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String local() {
        return fleet.url() + "/k8s/clusters/local";
    }

    private JsonObject readyJson(HubProcess hub, int port) {
        return new JsonObject()
                .put("rancher", fleet.url())
                .put("local", local())
                .put("kubeconfig", directory.resolve("kubeconfig").toString())
                .put("hub", "https://127.0.0.1:" + port)
                .put("hubManagement", hub.managementUrl())
                .put("pages", pages.isPresent() ? fleet.url() + "/simulator/login" : "")
                .put("truth", fleet.url() + "/simulator/truth")
                .put("pid", ProcessHandle.current().pid())
                .put("hubPid", hub.pid());
    }

    private void tell() {
        System.out.print("""

                The hub is ready.
                """);
        if (pages.isPresent()) {
            System.out.printf("""

                In a browser, past its warning of a certificate that is the demonstration's own:

                  %s/simulator/login
                """, fleet.url());
        }
        System.out.print("""

                In another terminal:

                  export KUBECONFIG=$PWD/target/demo/kubeconfig
                  kubectl get sites
                  kubectl get fleetvms -A --sort-by=.metadata.name | head -20
                  kubectl get fleetvms -A -w
                  kubectl get fleetvms -A --context north    # who sees what: docs/how-to/who-sees-what.md
                  kubectl apply -f docs/examples/import-store.yaml    # docs/how-to/import-a-site.md
                  kubectl apply -f docs/examples/image-to-stores.yaml
                  kubectl get rollouts -w

                A rollout with a failing site, a pause and a fix: docs/tutorials/first-rollout.md

                Ctrl-C stops everything.
                """);
    }
}
