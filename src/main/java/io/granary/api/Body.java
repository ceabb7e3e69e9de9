// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a reply's body from a virtual thread in pieces of 32 KiB, and waits until the client has taken the last piece
 * before it sends the one after next. A client that takes too long over a piece, or over the whole, is cut off.
 */
final class Body extends OutputStream {
    private static final int PIECE = 32 * 1024;

    private final HttpServerResponse response;
    private final Clock clock;
    private final Duration patience;
    private final Instant deadline;
    private Buffer piece = Buffer.buffer(PIECE);
    private @Nullable Future<Void> underWay;

    /**
     * Opens a body.
     *
     * @param patience for one piece
     * @param deadline for all of them
     */
    Body(HttpServerResponse response, Clock clock, Duration patience, Instant deadline) {
        this.response = response;
        this.clock = clock;
        this.patience = patience;
        this.deadline = deadline;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        piece.appendBytes(bytes, offset, length);
        if (piece.length() >= PIECE) {
            send();
        }
    }

    /** Sends the head at once, so that the client knows that it was heard. */
    void begin() {
        underWay = response.write(Buffer.buffer());
    }

    /** Sends what there is; Jackson calls it seldom, a watch after each burst. */
    void send() throws IOException {
        if (piece.length() == 0) {
            return;
        }
        await();
        underWay = response.write(piece);
        piece = Buffer.buffer(PIECE);
    }

    private void await() throws IOException {
        var last = underWay;
        if (last == null) {
            return;
        }
        var left = Duration.between(clock.instant(), deadline);
        var longest = left.compareTo(patience) < 0 ? left : patience;
        try {
            last.toCompletionStage().toCompletableFuture().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("The hub stops", stopped);
        } catch (ExecutionException | TimeoutException gone) {
            response.reset();
            throw new IOException("The client is gone or takes nothing", gone);
        }
    }

    /** Says that the body is whole. */
    void finish() throws IOException {
        send();
        await();
        response.end();
    }
}
