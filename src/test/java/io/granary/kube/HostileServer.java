// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on the loopback that says whatever a test wants, byte by byte. Keeps the heads of the requests it got. */
public final class HostileServer implements AutoCloseable {

    /** What it does once a request's head has been read. */
    public interface Script {
        void play(String requestHead, OutputStream out) throws Exception;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Script script;

    public HostileServer(Script script) throws IOException {
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request with these bytes. */
    public static HostileServer saying(String answer) throws IOException {
        return new HostileServer((head, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        });
    }

    public static HostileServer answering(int status, String headers, String body) throws IOException {
        return saying(
                "HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    public List<String> requestHeads() {
        return heads;
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            for (var head = head(in); head != null; head = head(in)) {
                heads.add(head);
                script.play(head, socket.getOutputStream());
            }
        } catch (Exception gone) {
            // The client hung up, as it should.
        }
    }

    private static String head(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (var c = in.read(); c >= 0; c = in.read()) {
            text.append((char) c);
            if (text.indexOf("\r\n\r\n") >= 0) {
                return text.toString();
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
