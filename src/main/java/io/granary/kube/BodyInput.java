// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of a paused reply, read by a thread that may wait. At most one piece is held: reading asks for the next. */
final class BodyInput extends InputStream {

    private record Piece(@Nullable Buffer bytes, @Nullable Throwable failure) {}

    private final HttpClientResponse reply;
    private final Duration patience;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private Buffer piece = Buffer.buffer();
    private int read;
    private boolean ended;

    /** @param patience how long a reader waits for the next piece */
    BodyInput(HttpClientResponse reply, Duration patience) {
        this.reply = reply;
        this.patience = patience;
        reply.exceptionHandler(failure -> pieces.add(new Piece(null, failure)));
        reply.endHandler(end -> pieces.add(new Piece(null, null)));
        reply.handler(bytes -> pieces.add(new Piece(bytes, null)));
        reply.fetch(1);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (!ended && read == piece.length()) {
            next();
        }
        if (ended) {
            return -1;
        }
        int taken = Math.min(length, piece.length() - read);
        piece.getBytes(read, read + taken, bytes, offset);
        read += taken;
        return taken;
    }

    private void next() throws IOException {
        var came = waited();
        if (came == null) {
            close();
            throw new IOException("nothing came for " + patience.toSeconds() + " s");
        }
        if (came.failure() != null) {
            throw new IOException("the connection broke", came.failure());
        }
        if (came.bytes() == null) {
            ended = true;
        } else {
            piece = came.bytes();
            read = 0;
            reply.fetch(1);
        }
    }

    private @Nullable Piece waited() throws IOException {
        try {
            return pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub stops", stopped);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            reply.exceptionHandler(over -> {}).request().reset();
        }
    }
}
