// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import io.granary.charts.Charts;
import io.granary.simulator.FleetClient;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.simulator.demo.HubProcess;
import io.granary.simulator.rancher.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The charts, installed by Helm into a real kube-apiserver, and the packaged hub with the rights of its service account
 * there; only Rancher and the sites are simulated. There are no tests where {@code KUBEBUILDER_ASSETS} is not set.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstallIT {
    private static final String API = "apiservice/v1alpha1.inventory.granary.io";
    private static final String NS = " -n granary-system";

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private SimulatedFleet fleet;
    private RealServer server;
    private Kubectl kubectl;
    private RancherOfTheCluster rancher;
    private HubProcess hub;
    private HubProcess other;
    private boolean failed;

    @TestFactory
    Stream<DynamicTest> anInstallation() {
        var assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets == null || !Kubectl.isOnThePath()) {
            return Stream.empty();
        }
        return Stream.of(
                step("Helm installs both charts", () -> install(Path.of(assets))),
                step("whoever approves does so in his own name", this::inOnesOwnName),
                step("a hub with the rights of the chart finds the sites", this::findsSites),
                step("the hub makes tokens for itself alone", this::tokensForItselfAlone),
                step("the APIService becomes available", this::becomesAvailable),
                step("kubectl shows the fleet to whom a role lets", this::showsTheFleet),
                step("a second hub stands by and takes over", this::takesOver),
                step("an upgrade keeps what the hub wrote", this::upgrade),
                step("a site that cannot be imported is refused with a sentence", this::refusesImports),
                step("the hub may import clusters, and remove those alone", this::importsAlone),
                step("nothing was forbidden", this::nothingWasForbidden),
                step("nothing is left after all is uninstalled", this::uninstall));
    }

    /** One that fails ends the story. */
    private DynamicTest step(String sentence, Executable part) {
        return DynamicTest.dynamicTest(sentence, () -> {
            assertThat(failed).as("an earlier step failed").isFalse();
            failed = true;
            try {
                part.execute();
                failed = false;
            } finally {
                tell();
            }
        });
    }

    /** What the hubs said, where a step failed. */
    private void tell() throws IOException {
        if (failed) {
            System.err.println(kubectl.run("get crds,sites,pods,clusters.management.cattle.io,apiservices -A -o wide"));
        }
        for (var process : new HubProcess[] {hub, other}) {
            if (failed && process != null) {
                System.err.println(Files.readString(process.log()));
            }
        }
    }

    private void install(Path assets) throws IOException {
        fleet = opened(SimulatedFleet.start(FleetOptions.quiet(5, 2)));
        server = opened(RealServer.aggregating(assets, Authority.create("front-proxy", Clock.systemUTC())));
        kubectl = new Kubectl(kubeconfig("admin", server.token()));
        kubectl.typed(RancherKinds.DEFINITIONS, "apply -f -");
        kubectl.run("create namespace fleet-default");
        kubectl.run("create namespace cattle-ui-plugin-system");
        kubectl.run("wait --for=condition=Established crd/clusters.management.cattle.io --timeout=30s");
        rancher = new RancherOfTheCluster(FleetClient.of(fleet), kubectl);
        rancher.intoTheCluster("clusters", "Cluster");
        rancher.intoTheCluster("settings", "Setting");

        helm("granary-crd");
        helm("granary");

        assertThat(kubectl.run("get deployment,service,secret,role,uiplugin -A -l app.kubernetes.io/part-of=granary"))
                .contains("deployment.apps/granary", "service/granary-library", "secret/granary-serving-ca")
                .contains("uiplugin.catalog.cattle.io/granary");
    }

    private void inOnesOwnName() {
        var approval = """
                {"apiVersion": "granary.io/v1alpha1", "kind": "RolloutApproval",
                 "metadata": {"generateName": "a-", "namespace": "fleet-default"},
                 "spec": {"rollout": "first", "revision": "abc", "wave": "canary", "decision": "Approve",
                          "by": "%s", "groups": ["%s"]}}""";
        var asAnn = "create -f - --as=ann --as-group=ops --as-group=system:masters";
        until(() ->
                kubectl.typed(approval.formatted("bob", "ops"), asAnn).contains("spec.by must be your own name: ann"));
        assertThat(kubectl.typed(approval.formatted("ann", "board"), asAnn))
                .contains("spec.groups may hold groups of yours only");
        assertThat(kubectl.typed(approval.formatted("ann", "ops"), asAnn)).contains("created");

        var rollout = """
                {"apiVersion": "granary.io/v1alpha1", "kind": "Rollout",
                 "metadata": {"name": "first", "namespace": "fleet-default",
                              "annotations": {"granary.io/author": "%s"}},
                 "spec": {"target": {"image": {"name": "%s"}}, "sites": {}, "control": {"paused": %s}}}""";
        assertThat(kubectl.typed(rollout.formatted("bob", "one", "true"), asAnn))
                .contains("granary.io/author must be the name of whoever writes spec.target: set it to ann");
        assertThat(kubectl.typed(rollout.formatted("ann", "one", "true"), asAnn))
                .contains("created");
        var asBob = "apply -f - --as=bob --as-group=system:masters";
        assertThat(kubectl.typed(rollout.formatted("ann", "two", "true"), asBob))
                .contains("must be the name of whoever");
        assertThat(kubectl.typed(rollout.formatted("ann", "one", "false"), asBob))
                .as("a brake is not content")
                .contains("configured");
        assertThat(kubectl.typed(rollout.formatted("bob", "two", "false"), asBob))
                .contains("configured");
        assertThat(kubectl.run("delete rollouts,rolloutapprovals --all -n fleet-default"))
                .contains("deleted");
    }

    private void helm(String name) {
        var release = new Helm(chart(name))
                .install()
                .withName(name)
                .withNamespace("granary-system")
                .createNamespace()
                .withKubeConfig(kubectl.kubeconfig())
                .call();
        assertThat(release.getStatus()).isEqualTo("deployed");
    }

    /** The chart, for an API server that was built without a version and so is of none. */
    private Path chart(String name) {
        var from = Path.of("charts", name);
        var to = folder.resolve("charts").resolve(name);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replaceAll("(?m)^kubeVersion: .*\n", ""));
            }
            return to;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void findsSites() throws IOException {
        hub = hub("granary-0");

        for (var plural : new String[] {"users", "globalroles", "globalrolebindings", "tokens"}) {
            until(() -> kubectl.run("get " + plural + ".management.cattle.io -o name")
                    .contains("granary"));
            rancher.learns(plural);
        }
        until(() -> kubectl.run("get sites -A -o name").lines().count()
                >= fleet.sites().size());
        until(() -> working("granary-0"));
    }

    private void tokensForItselfAlone() {
        var token = "{\"apiVersion\": \"management.cattle.io/v3\", \"kind\": \"Token\", \"userId\": \"%s\","
                + " \"metadata\": {\"name\": \"of-%s\"}}";
        var asHub = "create -f - --as=system:serviceaccount:granary-system:granary";

        assertThat(kubectl.typed(token.formatted("user-admin", "admin"), asHub))
                .contains("The hub may make tokens for its own user u-granary only");
        assertThat(kubectl.typed(token.formatted("u-granary", "granary"), asHub))
                .contains("created");
        assertThat(kubectl.run("delete token.management.cattle.io of-granary")).contains("deleted");
    }

    private HubProcess hub(String pod) throws IOException {
        var created = kubectl.typed("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: granary-system}
                spec: {containers: [{name: hub, image: granary}]}
                """.formatted(pod), "create -f -");
        assertThat(created).contains("created");
        var own = Files.createDirectory(folder.resolve(pod));
        var environment = Charts.environment(pod);
        var token = kubectl.run("create token granary" + NS).strip();
        environment.put("GRANARY_KUBECONFIG", kubeconfig(pod, token).toString());
        environment.put("GRANARY_RANCHER_URL", fleet.url());
        environment.put("GRANARY_DATA_DIR", own.resolve("data").toString());
        environment.put("GRANARY_API_HOST", "127.0.0.1");
        return opened(HubProcess.start(Path.of("target/quarkus-app/quarkus-run.jar"), own, environment));
    }

    private boolean working(String pod) {
        return kubectl.run("get pods -l granary.io/working=true -o name" + NS)
                .strip()
                .equals("pod/" + pod);
    }

    /** There is no network of pods here: the Service leads to this machine. */
    private void leadTo(HubProcess process) throws IOException {
        var port = process.apiPort().orElseThrow();
        kubectl.run("patch service granary --type=merge -p"
                + " {\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"localhost\",\"selector\":null}}" + NS);
        kubectl.run("patch " + API + " --type=merge -p {\"spec\":{\"service\":{\"port\":" + port + "}}}");
    }

    private void becomesAvailable() throws IOException {
        leadTo(hub);

        assertThat(kubectl.run("wait --for=condition=Available --timeout=60s " + API))
                .contains("condition met");
        assertThat(kubectl.run("api-resources --api-group=inventory.granary.io"))
                .contains("fleetvms");
    }

    private void showsTheFleet() throws IOException {
        Files.createDirectories(folder);
        kubectl.run("create clusterrolebinding viewers --clusterrole=granary-viewer --user=ann");

        until(() -> kubectl.run("get fleetvms -A -o name").lines().count() > 5);
        assertThat(kubectl.run("get fleetvms -A --as=ann -o name")).contains("fleetvirtualmachine");
        assertThat(kubectl.run("get sites -A --as=ann -o name")).contains("site.granary.io/");
        assertThat(kubectl.run("get fleetvms -A --as=eve -o name"))
                .as("no role opens a site to her")
                .isBlank();
        assertThat(kubectl.run("get sites -A --as=eve")).contains("Forbidden");
        assertThat(kubectl.run("delete sites --all -n fleet-default --as=ann")).contains("Forbidden");
    }

    private void takesOver() throws IOException {
        var bundle = kubectl.run("get " + API + " -o jsonpath={.spec.caBundle}");
        other = hub("granary-1");
        until(other::isReady);
        assertThat(working("granary-0")).isTrue();

        hub.kill();

        until(() -> working("granary-1"));
        leadTo(other);
        until(() -> kubectl.run("get fleetvms -A -o name").lines().count() > 5);
        assertThat(kubectl.run("get " + API + " -o jsonpath={.spec.caBundle}"))
                .as("the second hub shows what was trusted before")
                .isEqualTo(bundle)
                .isNotBlank();
    }

    private void upgrade() {
        var before = kubectl.run("get secret granary-serving-ca -o jsonpath={.data}" + NS);

        var release = new Helm(chart("granary"))
                .upgrade()
                .withName("granary")
                .withNamespace("granary-system")
                .withKubeConfig(kubectl.kubeconfig())
                .set("replicas", 3)
                .call();

        assertThat(release.getStatus()).isEqualTo("deployed");
        assertThat(kubectl.run("get deployment granary -o jsonpath={.spec.replicas}" + NS))
                .isEqualTo("3");
        assertThat(kubectl.run("get secret granary-serving-ca -o jsonpath={.data}" + NS))
                .isEqualTo(before)
                .contains("ca.crt");
        assertThat(kubectl.run("get " + API + " -o jsonpath={.spec.caBundle}")).isNotBlank();
    }

    private void refusesImports() {
        var site = """
                {"apiVersion": "granary.io/v1alpha1", "kind": "Site",
                 "metadata": {"name": "store-oslo", "namespace": "fleet-default"},
                 "spec": {"import": {}, "connection": {"secretRef": {"name": "store-oslo"}}}}""";

        assertThat(kubectl.typed(site, "create -f -"))
                .contains("a site is imported into Rancher or reached by spec.connection, not both");
    }

    private void importsAlone() {
        var release = new Helm(chart("granary"))
                .upgrade()
                .withName("granary")
                .withNamespace("granary-system")
                .withKubeConfig(kubectl.kubeconfig())
                .set("imports.enabled", true)
                .call();
        assertThat(release.getStatus()).isEqualTo("deployed");
        var cluster = "{\"apiVersion\": \"provisioning.cattle.io/v1\", \"kind\": \"Cluster\", \"spec\": %s,"
                + " \"metadata\": {\"name\": \"%s\", \"namespace\": \"fleet-default\", \"annotations\": {%s}}}";
        var own = "\"granary.io/site-uid\": \"one\"";
        var asHub = " --as=system:serviceaccount:granary-system:granary";
        kubectl.typed(cluster.formatted("{}", "of-somebody", ""), "create -f -");
        var delete = "delete clusters.provisioning.cattle.io -n fleet-default ";

        until(() -> kubectl.typed(cluster.formatted("{}", "unmarked", ""), "create -f -" + asHub)
                .contains("may create and delete only clusters with the annotation granary.io/site-uid"));
        assertThat(kubectl.typed(cluster.formatted("{\"rkeConfig\": {}}", "provisioned", own), "create -f -" + asHub))
                .contains("The hub may import clusters, and provision none");
        assertThat(kubectl.typed(cluster.formatted("{}", "imported", own), "create -f -" + asHub))
                .contains("created");
        assertThat(kubectl.run(delete + "of-somebody" + asHub)).contains("may create and delete only clusters");
        assertThat(kubectl.run(delete + "imported" + asHub)).contains("deleted");
    }

    private void nothingWasForbidden() throws IOException {
        assertThat(Files.readString(hub.log()) + Files.readString(other.log())).doesNotContainIgnoringCase("forbidden");
    }

    private void uninstall() {
        for (var release : new String[] {"granary", "granary-crd"}) {
            Helm.uninstall(release)
                    .withNamespace("granary-system")
                    .withKubeConfig(kubectl.kubeconfig())
                    .call();
        }

        assertThat(kubectl.run("get " + API)).contains("NotFound");
        assertThat(kubectl.run("get users.management.cattle.io,globalroles.management.cattle.io -o name"))
                .doesNotContain("granary");
        assertThat(kubectl.run("get clusterrole,clusterrolebinding -l app.kubernetes.io/part-of=granary -o name"))
                .doesNotContain("granary");
        until(() -> !kubectl.run("get crd -o name").contains("granary.io"));
    }

    private Path kubeconfig(String name, String token) throws IOException {
        var authority = Base64.getEncoder().encodeToString(server.caPem().getBytes(StandardCharsets.US_ASCII));
        return Files.writeString(folder.resolve(name + ".kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: real
                clusters:
                - {name: real, cluster: {server: "%s", certificate-authority-data: %s}}
                users:
                - {name: somebody, user: {token: "%s"}}
                contexts:
                - {name: real, context: {cluster: real, user: somebody}}
                """.formatted(server.base(), authority, token));
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static void until(java.util.concurrent.Callable<Boolean> seen) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(500))
                .until(seen);
    }

    @AfterAll
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
