// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What people type, with the real kubectl; where there is none, there are no tests. */
class KubectlTest {
    @TempDir
    static Path folder;

    private static ApiWorld world;

    private record Typed(String command, List<String> seen) {}

    @AfterAll
    static void close() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> kubectlWorksAsInAnyCluster() throws Exception {
        var path = System.getenv("PATH").split(":");
        if (Arrays.stream(path).noneMatch(at -> Files.isExecutable(Path.of(at, "kubectl")))) {
            return Stream.of();
        }
        world = new ApiWorld().furnished();
        Files.writeString(folder.resolve("ca.pem"), world.certificate.caPem());
        return Stream.of(
                        new Typed("api-resources", List.of("fleetvirtualmachines", "fleetvms", "myvirtualmachines")),
                        new Typed("get fleetvms -A", List.of("SITE", "IMAGE", "AGE", "default.web-2", "out of touch")),
                        new Typed("get fleetvms -A -o wide", List.of("RUN-STRATEGY", "MACS", "52:54:00:00:00:01")),
                        new Typed("get fleetvm default.web-1 -n c-m-bbbbb -o yaml", List.of("siteName: paris")),
                        new Typed("get fleetvms -A -l app=db --no-headers", List.of("prod.db-1")),
                        new Typed("get fleetvms -A --field-selector status.printableStatus=Stopped", List.of("web-2")),
                        new Typed("get fleetvms -A --sort-by=.spec.name", List.of("db-1")),
                        new Typed("get fleetvms -A --chunk-size=1", List.of("prod.db-1", "paris")),
                        new Typed("get myvms", List.of("c-m-aaaaa.prod.db-1")),
                        new Typed("get fleetvms -A --field-selector a=b", List.of("BadRequest", "metadata.name")),
                        new Typed("explain fleetvms.status.lastSeen", List.of("FleetVirtualMachine", "last in touch")),
                        new Typed("explain fleetvms", List.of("read-only", "spec")),
                        new Typed(
                                "get --raw " + ApiWorld.BASE + "/fleetvirtualmachines?watch=1&timeoutSeconds=1",
                                List.of("{\"type\":\"ADDED\"")),
                        new Typed("get fleetvms -n c-m-aaaaa -w --request-timeout=2s", List.of("default.web-2")))
                .map(typed -> dynamicTest(
                        "kubectl " + typed.command(),
                        () -> assertThat(run(typed.command())).contains(typed.seen())));
    }

    private static String run(String command) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                "kubectl",
                "--server=https://127.0.0.1:" + world.server.port(),
                "--certificate-authority=" + folder.resolve("ca.pem"),
                "--token=admin-token",
                "--cache-dir=" + folder.resolve("cache")));
        line.addAll(List.of(command.split(" ")));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
