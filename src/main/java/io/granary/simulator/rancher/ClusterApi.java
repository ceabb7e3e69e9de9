// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.vertx.core.http.HttpServerRequest;

/** Answers the requests for one cluster, once Rancher let them through. */
public interface ClusterApi {
    /**
     * Answers, now or later; called on an event loop and must not block.
     *
     * @param path what follows {@code /k8s/clusters/<id>}, beginning with a slash
     */
    void handle(HttpServerRequest request, String path, Caller caller);
}
