// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The hub as a child process. It ends with this process, also when this one is killed: a shell between the two holds a
 * pipe from here and stops the hub when the pipe closes.
 */
public final class HubProcess implements AutoCloseable {
    private static final String KEEPER = """
            exec 3<&0
            "$@" </dev/null &
            hub=$!
            (cat <&3 >/dev/null; kill "$hub" 2>/dev/null) &
            wait "$hub"
            """;

    private final Process process;
    private final Path portFile;
    private final Path log;
    private final int managementPort;

    private HubProcess(Process process, Path portFile, Path log, int managementPort) {
        this.process = process;
        this.portFile = portFile;
        this.log = log;
        this.managementPort = managementPort;
    }

    /** Starts the hub; its output goes to {@code hub.log} in the directory. */
    public static HubProcess start(Path jar, Path directory, Map<String, String> environment) throws IOException {
        var portFile = directory.resolve("api-port");
        var log = directory.resolve("hub.log");
        Files.deleteIfExists(portFile);
        int managementPort = freePort();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                "sh",
                "-c",
                KEEPER,
                "hub",
                java,
                "-XX:+UseParallelGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        // Enough for 200,000 machines; what is given comes behind it and wins.
        builder.environment().merge("JAVA_TOOL_OPTIONS", "-Xmx1g", (given, heap) -> heap + " " + given);
        builder.environment().put("GRANARY_API_PORT", "0");
        builder.environment().put("GRANARY_API_PORT_FILE", portFile.toString());
        builder.environment().put("GRANARY_LIBRARY_HOST", "127.0.0.1");
        builder.environment().putIfAbsent("GRANARY_LIBRARY_PORT", "0");
        builder.environment().put("GRANARY_LIBRARY_ALLOWED_NETWORKS", "127.0.0.0/8");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(managementPort));
        return new HubProcess(builder.start(), portFile, log, managementPort);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The hub's own process, below the shell that keeps it; the shell's as long as there is none. */
    public ProcessHandle hub() {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(process.toHandle());
    }

    /** Kills the hub as a power cut would. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** The port of the extension API, once the hub has chosen it. */
    public OptionalInt apiPort() throws IOException {
        if (!Files.exists(portFile)) {
            return OptionalInt.empty();
        }
        var text = Files.readString(portFile).strip();
        return text.matches("[0-9]{1,5}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** Whether the hub says that it is ready. */
    public boolean isReady() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(managementUrl() + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            // The shell ends at once; the hub saves its inventory first.
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be seen", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port of the loopback that nobody listens on now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
