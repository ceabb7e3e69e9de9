// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.granary.simulator.rancher.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;

/** A real kube-apiserver with its etcd, on free ports of the loopback. */
final class RealServer implements ApiServerUnderTest {
    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private RealServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static RealServer start(Path assets) {
        return start(assets, List.of());
    }

    /** One that forwards to extension API servers, in the name of this authority. */
    static RealServer aggregating(Path assets, Authority authority) {
        try {
            var folder = Files.createTempDirectory("granary-front-proxy");
            var client = authority.client("front-proxy-client", List.of());
            var ca = Files.writeString(folder.resolve("ca.crt"), authority.pem());
            var certificate = Files.writeString(folder.resolve("client.crt"), client.certificate());
            var key = Files.writeString(folder.resolve("client.key"), client.key());
            return start(
                    assets,
                    List.of(
                            "--requestheader-client-ca-file=" + ca,
                            "--requestheader-allowed-names=front-proxy-client",
                            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                            "--requestheader-group-headers=X-Remote-Group",
                            "--requestheader-username-headers=X-Remote-User",
                            "--proxy-client-cert-file=" + certificate,
                            "--proxy-client-key-file=" + key));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static RealServer start(Path assets, List<String> more) {
        try {
            var server = new RealServer(Files.createTempDirectory("granary-contract"), freePort());
            server.launch(assets, more);
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void launch(Path assets, List<String> more) throws IOException {
        var etcd = "http://127.0.0.1:" + freePort();
        var peer = "http://127.0.0.1:" + freePort();
        run(
                assets.resolve("etcd"),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peer,
                "--unsafe-no-fsync");
        writeKeys();
        Files.writeString(folder.resolve("tokens.csv"), "secret,admin,admin,\"system:masters\"\n");
        var flags = new ArrayList<>(more);
        flags.addAll(List.of(
                "--etcd-servers=" + etcd,
                "--secure-port=" + port,
                "--bind-address=127.0.0.1",
                "--cert-dir=" + folder.resolve("certs"),
                "--service-account-issuer=https://contract",
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--service-account-key-file=" + folder.resolve("sa.key"),
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--disable-admission-plugins=ServiceAccount"));
        run(assets.resolve("kube-apiserver"), flags.toArray(String[]::new));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(folder.resolve("certs/apiserver.crt")) && ready());
    }

    private boolean ready() {
        try (var wire = new Wire(this, "default")) {
            return wire.get("/readyz").code() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private void writeKeys() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            Files.writeString(
                    folder.resolve("sa.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void run(Path program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        processes.addFirst(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program.getFileName() + ".log").toFile())
                .start());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String name() {
        return "kube-apiserver";
    }

    @Override
    public URI base() {
        return URI.create("https://127.0.0.1:" + port);
    }

    @Override
    public String token() {
        return "secret";
    }

    @Override
    public String caPem() {
        try {
            return Files.readString(folder.resolve("certs/apiserver.crt"));
        } catch (IOException notWritten) {
            throw new AssertionError(notWritten);
        }
    }

    @Override
    public void close() {
        for (var process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(20, SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
