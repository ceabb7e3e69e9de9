// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.buffer.Buffer;

/** Hands the pieces of a reply to a reader, without a copy where the transport's bytes lie in an array. */
final class Relay implements Exchange.Sink {
    private final ApiStream.Reader reader;

    Relay(ApiStream.Reader reader) {
        this.reader = reader;
    }

    @Override
    public void head(ReplyHead head) {
        reader.head(head.status(), head.contentType());
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x 4 has no other way to the bytes without a copy.
    public boolean data(Buffer piece) {
        var bytes = piece.getByteBuf();
        if (bytes.hasArray()) {
            reader.data(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
        } else {
            reader.data(piece.getBytes(), 0, piece.length());
        }
        return true;
    }

    @Override
    public void end() {
        reader.end();
    }

    @Override
    public void failed(ApiProblem problem) {
        reader.failed(problem);
    }

    @Override
    public void cancelled() {
        // The reader asked for it and hears nothing more.
    }
}
