// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;

/** Where the events of a watch go: a chunked response, or the text frames of a web socket. */
interface WatchSink {
    void write(Buffer event);

    boolean full();

    void whenDrained(Runnable then);

    void end(KubeApiServer.WatchEnd how);

    /** A chunked response; its head is sent at once. */
    static WatchSink chunked(HttpServerRequest request, int backlogBytes) {
        var response = request.response();
        response.setChunked(true)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private");
        response.setWriteQueueMaxSize(backlogBytes);
        response.write(Buffer.buffer());
        return new Chunked(response, request);
    }

    /** A web socket that is open. */
    static WatchSink webSocket(ServerWebSocket socket, int backlogBytes) {
        socket.setWriteQueueMaxSize(backlogBytes);
        return new Socket(socket);
    }

    /** See {@link #chunked}. */
    record Chunked(HttpServerResponse response, HttpServerRequest request) implements WatchSink {
        @Override
        public void write(Buffer event) {
            if (!response.ended() && !response.closed()) {
                response.write(event);
            }
        }

        @Override
        public boolean full() {
            return response.writeQueueFull();
        }

        @Override
        public void whenDrained(Runnable then) {
            response.drainHandler(nothing -> then.run());
        }

        @Override
        public void end(KubeApiServer.WatchEnd how) {
            if (response.ended() || response.closed()) {
                return;
            }
            switch (how) {
                case CLEAN -> response.end();
                case RESET -> {
                    if (!response.reset()) {
                        request.connection().close();
                    }
                }
            }
        }
    }

    /** See {@link #webSocket}. */
    record Socket(ServerWebSocket socket) implements WatchSink {
        @Override
        public void write(Buffer event) {
            if (!socket.isClosed()) {
                socket.writeTextMessage(event.toString());
            }
        }

        @Override
        public boolean full() {
            return socket.writeQueueFull();
        }

        @Override
        public void whenDrained(Runnable then) {
            socket.drainHandler(nothing -> then.run());
        }

        @Override
        public void end(KubeApiServer.WatchEnd how) {
            if (!socket.isClosed()) {
                socket.close();
            }
        }
    }
}
