// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * One Kubernetes API server. Holds no thread, timer or socket: requests are handed in, authenticated, and answered on
 * the caller's event loop.
 */
public final class KubeApiServer {
    private final ServerParts parts;

    KubeApiServer(ServerParts parts) {
        this.parts = parts;
    }

    /** A server named for its log and tests, of this catalogue, with everything else as usual. */
    public static ServerBuilder of(ResourceCatalog catalog, ClusterRuntime runtime) {
        return new ServerBuilder(catalog, runtime);
    }

    /**
     * Answers a request.
     *
     * @param path the path inside the cluster, starting with a slash, still encoded and without query
     */
    public void handle(HttpServerRequest request, String path, User user) {
        parts.front().handle(request, path, user);
    }

    /** The objects, for controllers inside the simulator. */
    public ObjectStore store() {
        return parts.store();
    }

    /** What is served now, run-time CRDs included. */
    public ResourceCatalog catalog() {
        return parts.kinds().catalog();
    }

    /** Who may do what at this server. */
    public Authorizer authorizer() {
        return parts.authorizer();
    }

    /** Ends every watch, cleanly or by a reset, as a restart of the API server does; objects stay. */
    public void cutWatches(WatchEnd end) {
        parts.watches().cutAll(end);
    }

    /** How many watches are open, by resource. */
    public Map<GroupResource, Integer> watchers() {
        return parts.watches().watchers();
    }

    /** How a watch ends. */
    public enum WatchEnd {
        /** As at its timeout: a clean end of the stream. */
        CLEAN,
        /** As when the connection breaks. */
        RESET
    }
}
