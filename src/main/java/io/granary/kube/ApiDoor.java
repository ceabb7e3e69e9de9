// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.concurrent.CompletionStage;

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
}
