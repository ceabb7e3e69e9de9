// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** Sends requests byte by byte as written, which no decent client would do. */
record RawClient(ApiWorld world, TestCa.Client shown) {

    /**
     * What came back before the connection was closed.
     *
     * @param status 0 where it was closed without a word
     */
    record Reply(int status, List<String> headers, String body) {
        Optional<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        JsonNode json() throws IOException {
            return ApiWorld.JSON.readTree(body);
        }
    }

    /** One request without a body; written as UTF-8. */
    Reply send(String start, String headers) throws Exception {
        var lines = headers.isEmpty() ? "" : headers + "\r\n";
        return send((start + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    Reply send(byte[] request) throws Exception {
        var factory = TestCa.tls(world.certificate.caPem(), shown).getSocketFactory();
        try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", world.server.port())) {
            socket.setSoTimeout(10_000);
            return reply(exchange(socket, request));
        }
    }

    private static String exchange(SSLSocket socket, byte[] request) {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(request);
            socket.getInputStream().transferTo(bytes);
        } catch (IOException cut) {
            // What came before it counts.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Reply reply(String text) {
        var parts = text.split("\r\n\r\n", 2);
        var lines = List.of(parts[0].split("\r\n"));
        return lines.getFirst().isEmpty()
                ? new Reply(0, List.of(), "")
                : new Reply(
                        Integer.parseInt(lines.getFirst().split(" ")[1]),
                        lines.subList(1, lines.size()),
                        parts.length > 1 ? parts[1] : "");
    }
}
