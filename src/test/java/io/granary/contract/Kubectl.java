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

/** The kubectl of this machine, at one server. */
public record Kubectl(Path kubeconfig) {

    public static boolean isOnThePath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    /** What it prints to this command, its words apart by spaces. */
    public String run(String command) {
        return typed("", command);
    }

    /** The same, with something on its standard input. */
    public String typed(String input, String command) {
        var words = new ArrayList<>(List.of("kubectl", "--kubeconfig=" + kubeconfig));
        words.addAll(List.of(command.split(" ")));
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            try (var given = process.getOutputStream()) {
                given.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
            return printed;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
