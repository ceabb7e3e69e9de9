// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one guarded way to one API server. Follows no redirect, retries nothing by itself, opens no thread, and holds a
 * fixed number of requests in flight. Implementations are safe for all threads.
 */
public interface ApiDoor {

    /**
     * Sends a call and reads the whole reply within its budget. Any HTTP status is a reply; the stage fails only with
     * {@link ApiProblem.Failure}.
     */
    CompletionStage<ApiReply> send(ApiCall call);

    /** Sends a call and hands its reply to a reader, piece by piece. */
    ApiStream stream(ApiCall call, ApiStream.Reader reader);

    /**
     * How long the door turns requests away, because the server asked for quiet or failed several times in a row; zero
     * where the next request goes through. Whoever retries waits at least this long.
     */
    default Duration heldFor() {
        return Duration.ZERO;
    }

    /** When the certificate of the server at this door expires; null where that is not known. */
    default @Nullable Instant certificateExpires() {
        return null;
    }

    /** Somebody else has seen that the server is there again: forgets failures. */
    default void recovered() {}

    /**
     * {@link #send} for virtual threads: waits for the reply.
     *
     * @throws ApiProblem.Failure where the stage would fail
     */
    default ApiReply await(ApiCall call) {
        try {
            return send(call).toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ApiProblem.Failure failure) {
                throw failure;
            }
            throw failed;
        }
    }
}
