// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects a reply in memory, within what all doors together may hold. */
final class WholeReply implements Exchange.Sink {
    private final DoorMeters meters;
    private final long most;
    private final CompletableFuture<ApiReply> reply = new CompletableFuture<>();
    private Buffer body = Buffer.buffer(0);
    private long held;
    private @Nullable ReplyHead head;

    /** @param most bytes that all doors together may hold */
    WholeReply(DoorMeters meters, long most) {
        this.meters = meters;
        this.most = most;
    }

    CompletableFuture<ApiReply> reply() {
        return reply;
    }

    /** Runs once the caller has cancelled the reply. */
    void onCancel(Runnable work) {
        reply.whenComplete((value, failure) -> {
            if (reply.isCancelled()) {
                work.run();
            }
        });
    }

    @Override
    public void head(ReplyHead begun) {
        head = begun;
    }

    @Override
    public boolean data(Buffer piece) {
        held += piece.length();
        if (meters.buffer(piece.length()) > most) {
            return false;
        }
        body.appendBuffer(piece);
        return true;
    }

    @Override
    public void end() {
        var bytes = body.getBytes();
        letGo();
        if (head != null) {
            reply.complete(new ApiReply(head.status(), head.contentType(), head.date(), bytes));
        }
    }

    @Override
    public void failed(ApiProblem problem) {
        letGo();
        reply.completeExceptionally(new ApiProblem.Failure(problem));
    }

    @Override
    public void cancelled() {
        letGo();
    }

    private void letGo() {
        meters.buffer(-held);
        held = 0;
        body = Buffer.buffer(0);
    }
}
