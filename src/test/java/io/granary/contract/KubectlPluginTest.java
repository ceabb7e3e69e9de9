// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The plugin with the real kubectl against a simulated hub; there are no tests where no kubectl is on the PATH. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlPluginTest {
    private record Step(List<String> command, String input, String expected) {
        static Step of(String command, String expected) {
            return new Step(List.of(command.split(" ")), "", expected);
        }
    }

    private static final String ROLLOUT = """
            apiVersion: granary.io/v1alpha1
            kind: Rollout
            metadata: {name: till, namespace: default}
            spec: {target: {image: {name: v2}}}
            """;
    private static final String REVISION = """
            apiVersion: granary.io/v1alpha1
            kind: RolloutRevision
            metadata: {name: till-1, namespace: default, labels: {granary.io/rollout: till}}
            spec: {rollout: till, number: 1, hash: aaa, since: "2026-11-23T06:00:00Z", target: {image: {name: v1}}}
            """;
    private static final String SITE = """
            apiVersion: granary.io/v1alpha1
            kind: Site
            metadata: {name: store-1, namespace: default}
            spec: {}
            """;
    private static final String STATUS = "{\"status\":{\"revision\":{\"number\":2,\"hash\":\"bbb\",\"shards\":1,"
            + "\"since\":\"2026-11-23T06:00:00Z\"},\"waves\":[{\"name\":\"canary\",\"state\":\"OPEN\"}],"
            + "\"pause\":{\"by\":\"FailureThreshold\",\"revision\":2,\"at\":\"2026-11-23T06:10:00Z\","
            + "\"message\":\"2 of 2 failed\"}}}";
    private static final String SPEC = "get gro till -o jsonpath=";
    private static final String WORDS =
            "get groapp -o jsonpath={range.items[*]}{.spec.decision}/{.spec.wave}/{.spec.revision}/{.spec.by};{end}";

    private final SimulatedServer server = new SimulatedServer();

    @TempDir
    Path folder;

    private static Stream<Step> steps() throws IOException {
        try (var charts = Files.list(Path.of("charts/granary-crd/templates"))) {
            var definitions = charts.map(KubectlPluginTest::text)
                    .map(text -> new Step(List.of("apply", "-f", "-"), text, "created"))
                    .toList();
            return Stream.concat(definitions.stream(), commands());
        }
    }

    private static Stream<Step> commands() {
        return Stream.of(
                new Step(List.of("apply", "-f", "-"), ROLLOUT + "---\n" + REVISION + "---\n" + SITE, "till created"),
                new Step(
                        List.of("patch", "gro", "till", "--subresource=status", "--type=merge", "-p", STATUS),
                        "",
                        "till"),
                Step.of("granary rollout pause till", "rollout till is paused"),
                Step.of(SPEC + "{.spec.control.paused}", "^true"),
                Step.of("granary rollout resume till", "FailureThreshold: 2 of 2 failed(?s).*no longer paused by hand"),
                Step.of(WORDS, "^Resume//bbb/admin;"),
                new Step(
                        List.of("granary", "rollout", "approve", "till", "canary", "--remark", "all \"good\" & well"),
                        "",
                        "on record: Approve wave canary"),
                Step.of("granary rollout history till", "Approve wave canary, said by admin: all \"good\" & well"),
                Step.of("granary rollout deny till rest", "no wave rest, but: canary"),
                Step.of("granary rollout skip till store-1", "leaves out: store-1"),
                Step.of("granary rollout skip till store-2", "\"store-2\" not found"),
                Step.of(SPEC + "{.spec.control.skip}", "^\\[\"store-1\"\\]"),
                Step.of("granary rollout undo till", "goes back to what revision 1 brought"),
                Step.of(SPEC + "{.spec.target.image.name}", "^v1"),
                Step.of("granary rollout abort till", "cannot be taken back"),
                Step.of("granary rollout abort till --yes", "is aborted"),
                Step.of("granary site hold store-1 --remark stocktaking", "leave site store-1 alone"),
                Step.of("get site store-1 -o jsonpath={.spec.hold.reason}", "^stocktaking"),
                Step.of("granary site release store-1 -n default", "may come to site store-1"),
                Step.of("granary rollout pause nowhere", "rollouts.granary.io \"nowhere\" not found"),
                Step.of("granary rollout dance till", "there is no \"rollout dance\""),
                Step.of("granary rollout pause", "the name of the rollout is missing"),
                Step.of("granary --help", "why this site waits"));
    }

    @TestFactory
    Stream<DynamicTest> plugin() throws IOException {
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: s, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: x}}]
                contexts: [{name: c, context: {cluster: s, user: u}}]
                current-context: c
                """.formatted(server.base()));
        return isOnPath()
                ? steps().map(step -> DynamicTest.dynamicTest(
                        "kubectl " + String.join(" ", step.command()),
                        () -> assertThat(run(step)).containsPattern(step.expected())))
                : Stream.empty();
    }

    private static boolean isOnPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String run(Step step) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kubectl"));
        command.addAll(step.command());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment()
                .merge(
                        "PATH",
                        Path.of("bin").toAbsolutePath().toString(),
                        (path, bin) -> bin + File.pathSeparator + path);
        var process = builder.start();
        try (var typed = process.getOutputStream()) {
            typed.write(step.input().getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @AfterAll
    void close() {
        server.close();
    }
}
