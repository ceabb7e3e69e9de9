// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL that somebody wrote must not lead the hub to where only the hub can go. */
@Timeout(60)
class DownloadsTest {
    private static final FetchRule LOOPBACK = new FetchRule(List.of(FetchRule.Network.of("127.0.0.0/8")), List.of());

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Names as a server of names in the hand of somebody else would answer them. */
    private static InetAddress[] resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "metadata.example" -> new InetAddress[] {InetAddress.getByName("169.254.169.254")};
            case "inward.example", "inward.example." -> new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            case "pods.example" -> new InetAddress[] {InetAddress.getByName("10.42.7.7")};
            default -> {
                if (host.matches(".*[g-zG-Z].*") && !host.startsWith("0x") && !host.equals("localhost")) {
                    throw new UnknownHostException(host);
                }
                yield InetAddress.getAllByName(host);
            }
        };
    }

    private Downloads downloads(FetchRule rule) throws IOException {
        return new Downloads(vertx, Optional.empty(), rule, DownloadsTest::resolve);
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/",
                "http://127.1:PORT/",
                "http://2130706433:PORT/",
                "http://127.255.255.254:PORT/",
                "http://localhost:PORT/",
                "http://0.0.0.0:PORT/",
                "http://0:PORT/",
                "http://[::1]:PORT/",
                "http://[::]:PORT/",
                "http://[::ffff:127.0.0.1]:PORT/",
                "http://[::127.0.0.1]:PORT/",
                "http://[64:ff9b::7f00:1]:PORT/",
                "http://[2002:7f00:1::]:PORT/",
                "http://[fe80::1]:PORT/",
                "http://[fd00:ec2::254]:PORT/",
                "http://inward.example:PORT/",
                "http://inward.example.:PORT/",
                "http://metadata.example/latest/meta-data",
                "http://169.254.169.254/latest/meta-data",
                "http://100.100.100.200/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://pods.example:PORT/",
                "http://10.42.255.1/",
                "http://user@127.0.0.1:PORT/",
                "http://images.example@127.0.0.1:PORT/",
                "http://user:secret@example.com/",
                "file:///etc/passwd",
                "ftp://127.0.0.1:PORT/",
                "gopher://127.0.0.1:PORT/",
                "jar:http://127.0.0.1:PORT/!/a",
                "127.0.0.1:PORT",
                "//127.0.0.1:PORT/",
                "http:127.0.0.1:PORT",
                "http:///127.0.0.1:PORT/",
                "http://127.0.0.1\\@example.com:PORT/",
                "http://0x7f.0.0.1:PORT/",
                "http://nobody-knows-this.invalid/",
                "http://",
                "https://",
                ""
            })
    void aUrlThatLeadsInwardIsRefusedAndNothingIsAsked(String url) throws Exception {
        var asked = new AtomicInteger();
        var rule = new FetchRule(List.of(), List.of(FetchRule.Network.of("10.42.0.0/16")));
        try (var sentinel = new HostileServer((head, out) -> asked.incrementAndGet());
                var downloads = downloads(rule)) {
            var port = sentinel.url().substring(sentinel.url().lastIndexOf(':') + 1);
            assertThatThrownBy(() -> downloads.open(url.replace("PORT", port)))
                    .isInstanceOf(IOException.class)
                    .message()
                    .isNotBlank()
                    .hasLineCount(1);
            assertThat(asked).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd", "//metadata.example/", "::"})
    void aRedirectIsJudgedAsTheFirstUrlWas(String to) throws Exception {
        try (var server = new HostileServer(
                        (head, out) -> say(out, "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\n\r\n"));
                var downloads = downloads(LOOPBACK)) {
            assertThatThrownBy(() -> downloads.open(server.url() + "/image")).isInstanceOf(IOException.class);
            assertThat(server.requestHeads()).hasSize(1);
        }
    }

    @Test
    void redirectsInACircleEnd() throws Exception {
        try (var server = new HostileServer((head, out) -> say(
                        out, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /on\r\n\r\n"));
                var downloads = downloads(LOOPBACK)) {
            assertThatThrownBy(() -> downloads.open(server.url() + "/image"))
                    .hasMessageContaining("redirects more than 5 times");
            assertThat(server.requestHeads()).hasSize(6);
        }
    }

    @Test
    void anAllowedAddressIsReadToTheEndAndByItsName() throws Exception {
        var body = "x".repeat(300_000);
        try (var server = new HostileServer(
                        (head, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + body));
                var downloads = downloads(LOOPBACK)) {
            var port = server.url().substring(server.url().lastIndexOf(':') + 1);
            try (var input = downloads.open("http://inward.example:" + port + "/a%20b?c=d")) {
                assertThat(new String(input.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo(body);
            }
            assertThat(server.requestHeads().getFirst())
                    .startsWith("GET /a%20b?c=d HTTP/1.1")
                    .containsIgnoringCase("host: inward.example:" + port)
                    .doesNotContainIgnoringCase("authorization");
        }
    }

    @Test
    void aBodyThatBreaksOffIsAnError() throws Exception {
        try (var server = new HostileServer(
                        (head, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nhalf"));
                var downloads = downloads(LOOPBACK);
                var input = downloads.open(server.url())) {
            assertThatThrownBy(input::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void privateNetworksAreWhereImageServersStand() throws Exception {
        assertThat(FetchRule.USUAL.permits(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(FetchRule.USUAL.permits(InetAddress.getByName("192.168.1.9")))
                .isTrue();
        assertThat(FetchRule.USUAL.permits(InetAddress.getByName("2a00:1450::1")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8/9", "example.com", "", "fd00::/129", "a/b"})
    void whatIsNoNetworkIsSaidSo(String text) {
        assertThatThrownBy(() -> FetchRule.Network.of(text)).hasMessageContaining("write one such as 10.42.0.0/16");
    }
}
