// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Sends a write to the cluster's API server in the name of who asked Steve for it. */
@FunctionalInterface
public interface KubeDoor {
    /**
     * What to send.
     *
     * @param token as after {@code Bearer}
     * @param path inside the cluster, with its query
     * @param contentType of the body; empty without one
     */
    record Order(String token, String method, String path, String contentType, Buffer body) {}

    /** What came back. */
    record Answer(int status, Buffer body) {}

    Future<Answer> send(Order order);
}
