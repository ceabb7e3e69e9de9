// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.http.HttpServerRequest;

/** Answers requests. */
interface HttpFront {
    void handle(HttpServerRequest request, String path, User user);
}
