// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static io.granary.contract.SimulatedServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The support bundle with the real kubectl, of a hub cluster with a secret planted at every place that holds one. Each
 * has CANARY in it.
 */
class KubectlBundleTest {
    private static final Path PLANTED = Path.of("src/test/resources/bundle/planted.yaml");
    private static final String METRICS = """
            granary_sites{state="Connected"} 30.0
            """;
    /** The simulator has no containers, and so no logs: this answers for them, and hands all else to kubectl. */
    private static final String LOGS = """
            #!/bin/sh
            case " $* " in
              *" logs "*) cat "$(dirname "$0")/log" ;;
              *) PATH=${PATH#*:} exec kubectl "$@" ;;
            esac
            """;

    private static final String LOG = """
            {"message":"Rancher is reached","arguments":["https://rancher.example.com"]}
            asked https://u:CANARY-url@rancher/k8s?continue=CANARY
            -----BEGIN RSA PRIVATE KEY-----
            CANARY-key-of-many-lines
            -----END RSA PRIVATE KEY-----
            {"message":"refused","arguments":["Authorization: Bearer CANARY.header"]}
            got token-x7k2p:canary0canary0canary0canary0canary0canary0canary0canary0 from Rancher
            password=CANARY-plain and more
            {"message":"The hub ends"}
            """;

    private final SimulatedServer server = new SimulatedServer();

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> bundles() throws IOException, InterruptedException {
        if (!Kubectl.isOnThePath()) {
            return Stream.empty();
        }
        plant();
        return Stream.of(
                dynamicTest("holds what support needs and nothing that is secret", this::holdsNoSecret),
                dynamicTest("keeps JSON JSON", this::keepsJson),
                dynamicTest("tells what one may not read in a line and a sentence", this::tellsWhatIsMissing),
                dynamicTest("is none without a cluster", this::isNoneWithoutACluster));
    }

    private void plant() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: s, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: CANARY-own-token}}]
                contexts: [{name: c, context: {cluster: s, user: u}}]
                current-context: c
                """.formatted(server.base()));
        try (var charts = Files.list(Path.of("charts/granary-crd/templates"))) {
            for (var definition : charts.sorted().toList()) {
                assertThat(run("kubectl", "apply", "-f", definition.toString())).contains("created");
            }
        }
        var front = Files.createDirectory(folder.resolve("front"));
        Files.writeString(front.resolve("log"), LOG);
        Files.writeString(front.resolve("kubectl"), LOGS);
        Files.setPosixFilePermissions(front.resolve("kubectl"), PosixFilePermissions.fromString("rwx------"));
        assertThat(run("kubectl", "apply", "-f", PLANTED.toString()))
                .contains("template.granary.io/till created", "secret/backups created")
                .doesNotContain("error", "Error");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void holdsNoSecret() throws Exception {
        var said = bundle("--hub", hub());
        var parts = unpacked();

        assertThat(String.join("\n", parts.values()).toLowerCase(Locale.ROOT)).doesNotContain("canary");
        assertThat(said).contains("no Secret was read").doesNotContain("CANARY");
        assertThat(parts.get("objects/templates.json"))
                .contains("\"userData\": \"REDACTED\"", "\"name\": \"adminPassword\"", "\"memory\": \"4Gi\"");
        assertThat(parts.get("objects/policies.json"))
                .contains("http://REDACTED@10.0.0.1:3128", "\"name\": \"backups\"", "\"key\": \"secret-key\"");
        assertThat(parts.get("objects/images.json")).contains("://REDACTED@images.example.com/pos.qcow2?REDACTED");
        assertThat(parts.get("objects/sites.json")).contains("store-1", "waits for its agent");
        assertThat(parts.get("hub/deployments.json")).contains("GRANARY_STANDBY_LEASE", "granary/granary:0.1.0");
        assertThat(parts.get("events/granary.json")).contains("WentStale");
        assertThat(parts.get("metrics/hub.txt")).isEqualTo(METRICS);
        assertThat(parts.get("logs/granary-0.log"))
                .contains("https://rancher.example.com", "asked https://REDACTED@rancher", "The hub ends");
        assertThat(parts.get("versions/resources.txt")).containsPattern("sites.granary.io +v1alpha1");
    }

    private void keepsJson() throws Exception {
        bundle();

        var parts = unpacked();
        parts.keySet().removeIf(name -> !name.endsWith(".json"));
        assertThat(parts).containsKeys("objects/policies.json", "hub/deployments.json");
        for (var part : parts.entrySet()) {
            assertThat(new ObjectMapper().readTree(part.getValue()))
                    .as(part.getKey())
                    .isNotEmpty();
        }
    }

    private void tellsWhatIsMissing() throws Exception {
        run("kubectl", "create", "clusterrole", "some", "--verb=list", "--resource=sites.granary.io");
        run("kubectl", "create", "clusterrolebinding", "some", "--clusterrole=some", "--user=north");

        var said = bundle("--as", "north");

        assertThat(said).contains("left out objects/templates.json: Error from server (Forbidden)", " parts, ");
        assertThat(unpacked().get("INDEX.txt"))
                .contains(
                        "here     objects/sites.json",
                        "missing  objects/templates.json: Error",
                        "missing  hub/deployments.json");
    }

    private void isNoneWithoutACluster() throws Exception {
        Files.deleteIfExists(folder.resolve("b.tar.gz"));

        assertThat(bundle("--server=http://127.0.0.1:1")).contains("there is no cluster to ask");
        assertThat(folder.resolve("b.tar.gz")).doesNotExist();
    }

    private String hub() {
        var listening = await(server.vertx()
                .createHttpServer()
                .requestHandler(request -> {
                    assertThat(request.getHeader("Authorization")).isNull();
                    request.response().end(request.path().endsWith("metrics") ? METRICS : "{\"status\": \"UP\"}");
                })
                .listen(0, "127.0.0.1"));
        return "http://127.0.0.1:" + listening.actualPort();
    }

    private String bundle(String... flags) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kubectl", "granary", "bundle", "-o", "b.tar.gz"));
        command.addAll(List.of(flags));
        return run(command.toArray(String[]::new));
    }

    private TreeMap<String, String> unpacked() throws IOException, InterruptedException {
        run("tar", "-xzf", "b.tar.gz", "--strip-components=1", "--one-top-level=" + folder.resolve("unpacked"));
        try (var files = Files.walk(folder.resolve("unpacked"))) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> folder.resolve("unpacked").relativize(file).toString(),
                            KubectlBundleTest::text,
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        var absolute = new ArrayList<String>();
        for (var word : command) {
            absolute.add(
                    Files.exists(Path.of(word)) ? Path.of(word).toAbsolutePath().toString() : word);
        }
        var builder = new ProcessBuilder(absolute).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment()
                .merge(
                        "PATH",
                        folder.resolve("front") + ":" + Path.of("bin").toAbsolutePath(),
                        (path, first) -> first + ":" + path);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
