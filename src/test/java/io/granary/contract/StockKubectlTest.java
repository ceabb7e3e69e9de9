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

/** The simulator's API server under the real kubectl; there are no tests where none is on the PATH. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockKubectlTest {
    /** One command, what is typed into it, and a regular expression that its output contains. */
    private record Step(String command, String input, String expected) {
        static Step of(String command, String expected) {
            return new Step(command, "", expected);
        }
    }

    private static final String WIDGET = """
            apiVersion: granary.test/v1
            kind: Widget
            metadata: {name: a, namespace: default, labels: {x: one}}
            spec: {size: %d}
            """;
    /** Can be created and no more, so kubectl looks for it in OpenAPI v2. */
    private static final String REVIEW = """
            apiVersion: authorization.k8s.io/v1
            kind: SelfSubjectAccessReview
            spec: {resourceAttributes: {verb: list, resource: pods}}
            """;

    private static final List<Step> STEPS = List.of(
            Step.of("create namespace team", "namespace/team created"),
            Step.of("create secret generic s -n team --from-literal=a=b", "secret/s created"),
            Step.of("get secret s -n team -o jsonpath={.data.a}", "^Yg=="),
            Step.of("create deployment web --image=nginx", "deployment.apps/web created"),
            Step.of("set image deployment/web nginx=nginx:2", "image updated"),
            new Step("apply --server-side -f -", CustomClauses.DEFINITION, "serverside-applied"),
            Step.of("wait --for=condition=Established crd/widgets.granary.test --timeout=10s", "condition met"),
            Step.of("api-resources --api-group=granary.test", "widgets +wd +granary.test/v1 +true +Widget"),
            new Step("apply -f -", WIDGET.formatted(3), "widget.granary.test/a created"),
            new Step("apply -f -", WIDGET.formatted(3), "widget.granary.test/a unchanged"),
            new Step("apply -f -", WIDGET.formatted(4), "widget.granary.test/a configured"),
            new Step("apply --server-side --force-conflicts -f -", WIDGET.formatted(5), "serverside-applied"),
            new Step("diff -f -", WIDGET.formatted(6), "\\+ +size: 6"),
            Step.of("get widgets", "NAME +SIZE +AGE\na +5 "),
            Step.of("get wd -o wide", "NAME +SIZE +COLOUR +AGE\na +5 +red"),
            Step.of("get wd a -o yaml", "size: 5"),
            Step.of("get wd -l x=one --field-selector metadata.name=a -o name", "widget.granary.test/a"),
            Step.of("get ns --sort-by=.metadata.name --chunk-size=1", "default[^\n]*\nkube-system[^\n]*\nteam"),
            Step.of("get configmaps,secrets -A", "team +secret/s +Opaque +1"),
            Step.of("explain widgets.spec.size", "KIND: +Widget(?s).*FIELD: size <integer>"),
            Step.of("explain pods.spec.containers.image", "FIELD: image <string>"),
            Step.of("patch wd a --type=merge -p {\"spec\":{\"size\":99}}", "should be less than or equal to 10"),
            Step.of("label wd a y=z", "labeled"),
            Step.of("annotate wd a note=this", "annotated"),
            Step.of("scale wd a --replicas=2", "scaled"),
            Step.of("describe wd a", "Replicas: +2"),
            Step.of("auth can-i list pods", "yes"),
            new Step("create -f - -o jsonpath={.status.allowed}", REVIEW, "^true"),
            Step.of("auth whoami", "Username +admin"),
            Step.of("get wd -w --request-timeout=1s", "a +5"),
            Step.of("delete wd a", "\"a\" deleted"),
            Step.of("get wd a", "widgets.granary.test \"a\" not found"),
            Step.of("delete namespace team", "namespace \"team\" deleted"),
            Step.of("get secrets -n team", "No resources found"),
            Step.of("version", "Server Version: v1.35.2"));

    @TempDir
    Path folder;

    private final SimulatedServer server = new SimulatedServer();

    @TestFactory
    Stream<DynamicTest> kubectl() throws IOException {
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: s, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: x}}]
                contexts: [{name: c, context: {cluster: s, user: u}}]
                current-context: c
                """.formatted(server.base()));
        return onPath()
                ? STEPS.stream()
                        .map(step -> DynamicTest.dynamicTest(
                                "kubectl " + step.command(),
                                () -> assertThat(run(step)).containsPattern(step.expected())))
                : Stream.empty();
    }

    private static boolean onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    private String run(Step step) {
        var command = new ArrayList<>(List.of(
                "kubectl", "--kubeconfig=" + folder.resolve("config"), "--cache-dir=" + folder.resolve("cache")));
        command.addAll(List.of(step.command().split(" ")));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var typed = process.getOutputStream()) {
                typed.write(step.input().getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    @AfterAll
    void close() {
        server.close();
    }
}
