// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.simulator.rancher.Authority;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are not whom they say they are, and servers that misbehave below HTTP. */
class HostileTlsTest {
    private static final byte[] SETTINGS = frame("000000" + "04" + "00" + "00000000");
    private static final long MOST_BYTES = 256L << 20;

    private final DoorWorld world = new DoorWorld();
    private final InstantSource now = InstantSource.system();
    private final Authority trusted = Authority.create("trusted", now);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<SSLServerSocket> listeners = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws IOException {
        world.close();
        for (var listener : listeners) {
            listener.close();
        }
    }

    @Test
    void aServerOfTheTrustedAuthorityIsAsked() throws Exception {
        assertThat(DoorWorld.reply(polite()).status()).isEqualTo(200);
        assertThat(heard).isNotEmpty();
    }

    @Test
    void aServerOfAnotherAuthorityHearsNothing() throws Exception {
        refused(Authority.create("other", now).server("localhost"), "of no authority that is known here");
        refused(Authority.create("trusted", now).server("localhost"), "of no authority that is known here");
    }

    @Test
    void aCertificateThatNamesNoServerIsNone() throws Exception {
        refused(trusted.client("localhost", List.of()), "is not trusted");
    }

    @Test
    void aCertificateThatHasEndedIsNone() throws Exception {
        var longAgo = InstantSource.fixed(Instant.now().minus(Duration.ofDays(20L * 365)));
        refused(trusted.at(longAgo).server("localhost"), "its certificate has expired, NotAfter: ");
    }

    private void refused(Authority.Pair pair, String why) throws Exception {
        var there = door(serve(pair, List.of("http/1.1"), this::answer));
        var problem = DoorWorld.problem(there, ApiCall.get("/version", DoorWorld.PATIENT));

        assertThat(problem.kind()).isEqualTo(ApiProblem.Kind.UNREACHABLE);
        assertThat(problem.message()).contains(why);
        assertThat(heard).isEmpty();
    }

    /** RFC 9113: length, type, flags, stream, payload. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pings,             000008 06 00 00000000 0000000000000000",
        "settings,          000006 04 00 00000000 000300000064",
        "streams reset,     000004 03 00 00000001 00000008",
        "endless headers,   000004 09 00 00000001 00000000",
        "pushes,            000004 05 04 00000001 00000002",
        "good-byes,         000008 07 00 00000000 0000000000000000",
        "empty data,        000000 00 00 00000001",
        "window updates,    000004 08 00 00000001 00000001",
        "unknown frames,    000004 ff 00 00000000 00000000"
    })
    void aFloodOfFramesEndsItsConnectionAndCostsNoOtherSite(String what, String frame) throws Exception {
        var hostile =
                serve(trusted.server("localhost"), List.of("h2", "http/1.1"), socket -> flood(socket, frame(frame)));

        var problem = DoorWorld.problem(door(hostile));

        assertThat(problem.kind()).isIn(ApiProblem.Kind.UNREACHABLE, ApiProblem.Kind.REJECTED);
        assertThat(DoorWorld.reply(polite()).status()).isEqualTo(200);
        Awaitility.await(what).atMost(Duration.ofSeconds(30)).until(() -> heard.contains("hung up"));
    }

    private void flood(SSLSocket socket, byte[] frame) throws IOException {
        var many = new byte[frame.length * 500];
        for (var at = 0; at < many.length; at += frame.length) {
            System.arraycopy(frame, 0, many, at, frame.length);
        }
        var out = socket.getOutputStream();
        out.write(SETTINGS);
        out.flush();
        socket.getInputStream().read(new byte[64]);
        try {
            for (var sent = 0L; sent < MOST_BYTES; sent += many.length) {
                out.write(many);
            }
        } catch (IOException hungUp) {
            heard.add("hung up");
        }
    }

    private static byte[] frame(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private ApiDoor polite() throws Exception {
        return door(serve(trusted.server("localhost"), List.of("http/1.1"), this::answer));
    }

    private void answer(SSLSocket socket) throws IOException {
        var request = new byte[4096];
        var length = socket.getInputStream().read(request);
        heard.add(new String(request, 0, Math.max(0, length), java.nio.charset.StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write("""
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Content-Length: 2\r
                \r
                {}""".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private ApiDoor door(int port) {
        var address = ApiAddress.of("https://localhost:" + port, new ApiAddress.Trust(trusted.pem(), null, null));
        return world.doors
                .siteOrigin(address, Credentials.of("Bearer sentinel-token"))
                .door("site-" + port, "");
    }

    private interface Talk {
        void with(SSLSocket socket) throws IOException;
    }

    private int serve(Authority.Pair pair, List<String> protocols, Talk talk) throws Exception {
        var keys = new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(pair.certificate()))
                .setKeyValue(Buffer.buffer(pair.key()))
                .getKeyManagerFactory(world.vertx);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        var listener = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        listener.setSSLParameters(parameters);
        listeners.add(listener);
        Thread.ofVirtual().start(() -> accept(listener, talk));
        return listener.getLocalPort();
    }

    private static void accept(SSLServerSocket listener, Talk talk) {
        try {
            while (true) {
                var socket = (SSLSocket) listener.accept();
                Thread.ofPlatform().daemon().start(() -> {
                    try (socket) {
                        talk.with(socket);
                    } catch (IOException refused) {
                        // The client hung up, as it should.
                    }
                });
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
