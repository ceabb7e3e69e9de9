// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.granary.contract.Kubectl;
import io.granary.images.FolderLibrary;
import io.granary.images.Uploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code kubectl granary upload}, with the real kubectl; where there is none, there are no tests. */
class KubectlUploadTest {
    private static final int SIZE = 2_500_000;

    @TempDir
    Path folder;

    private ApiWorld world;

    @AfterEach
    void close() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> sendsFiles() throws Exception {
        if (!Kubectl.isOnThePath()) {
            return Stream.of();
        }
        world = new ApiWorld();
        world.uploads = new Uploads(
                folder.resolve("uploads"),
                new FolderLibrary(folder.resolve("files")),
                SIZE,
                Clock.systemUTC(),
                (namespace, file) -> {});
        Files.writeString(folder.resolve("ca.pem"), world.certificate.caPem());
        var bytes = new byte[SIZE];
        new Random(7).nextBytes(bytes);
        var file = Files.write(folder.resolve("pos 1.raw"), bytes);
        return Stream.of(
                dynamicTest("in pieces", () -> {
                    assertThat(run("admin-token", file.toString(), "--name", "pos.raw", "-n", "stores"))
                            .contains("pos.raw is in the library of stores: name it by spec.file");
                    assertThat(folder.resolve("uploads/stores/pos.raw")).hasBinaryContent(bytes);
                }),
                dynamicTest(
                        "once",
                        () -> assertThat(run("admin-token", file.toString(), "--name=pos.raw", "--namespace=stores"))
                                .contains("already, with as many bytes")),
                dynamicTest("from where they were cut off", () -> {
                    var home = Files.createDirectories(folder.resolve("uploads/depots"));
                    Files.write(home.resolve(".part." + SIZE + ".pos.raw"), Arrays.copyOf(bytes, 1 << 20));
                    assertThat(run("admin-token", file.toString(), "--name", "pos.raw", "-n", "depots"))
                            .contains("1048576 of 2500000 bytes are there already; going on");
                    assertThat(home.resolve("pos.raw")).hasBinaryContent(bytes);
                }),
                dynamicTest(
                        "under names that the library knows",
                        () -> assertThat(run("admin-token", file.toString()))
                                .contains("give --name, such as --name pos-1.raw")),
                dynamicTest(
                        "that are there",
                        () -> assertThat(run("admin-token", "absent.raw"))
                                .contains("there is no file absent.raw to read")),
                dynamicTest(
                        "for those who may",
                        () -> assertThat(run("ann-token", file.toString(), "--name", "pos.raw", "-n", "others"))
                                .contains("cannot create resource \"imageuploads\"", "stopped at 0 of 2500000 bytes")));
    }

    private String run(String token, String... words) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("bin/kubectl-granary", "upload"));
        line.addAll(List.of(words));
        line.addAll(List.of(
                "--server=https://127.0.0.1:" + world.server.port(),
                "--certificate-authority=" + folder.resolve("ca.pem"),
                "--token=" + token));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
        var process = builder.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
