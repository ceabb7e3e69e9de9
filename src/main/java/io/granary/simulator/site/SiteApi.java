// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.rancher.Caller;
import io.granary.simulator.rancher.ClusterApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The Kubernetes API of one site: discovery, reads, watches, writes and KubeVirt's subresources. */
public final class SiteApi implements ClusterApi {
    private final Cluster cluster;
    private final SiteReads reads;
    private final SiteWrites writes;

    private SiteApi(Vertx vertx, Cluster cluster) {
        this.cluster = cluster;
        this.reads = new SiteReads(vertx, cluster);
        this.writes = new SiteWrites(cluster);
    }

    public static SiteApi of(Vertx vertx, SimulatedSite site) {
        return new SiteApi(vertx, site);
    }

    public static SiteApi of(Vertx vertx, LocalCluster local) {
        return new SiteApi(vertx, local);
    }

    /**
     * Where a path points.
     *
     * @param name empty for a collection
     * @param subresource empty for the object itself
     */
    record Target(ResourceKind kind, String namespace, String name, String subresource) {
        /** The target, or null when no kind is served there. */
        static @Nullable Target of(String path) {
            var words = path.split("/");
            int rest = path.startsWith("/api/") ? 3 : 4;
            if (words.length <= rest) {
                return null;
            }
            var groupVersion = rest == 3 ? words[2] : words[2] + '/' + words[3];
            var namespace = "";
            if (words[rest].equals("namespaces") && words.length > rest + 2) {
                namespace = words[rest + 1];
                rest += 2;
            }
            var kind = ResourceKind.served(groupVersion.replace("subresources.", ""), words[rest]);
            return kind == null ? null : new Target(kind, namespace, word(words, rest + 1), word(words, rest + 2));
        }

        private static String word(String[] words, int index) {
            return index < words.length ? words[index] : "";
        }
    }

    @Override
    public void handle(HttpServerRequest request, String path, Caller caller) {
        if (path.equals("/readyz") || path.equals("/livez") || path.equals("/healthz")) {
            request.response()
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("ok");
            return;
        }
        var discovery = SiteDiscovery.at(path, cluster.release());
        if (discovery.isPresent()) {
            Answer.json(request, discovery.get());
            return;
        }
        var target = path.startsWith("/api") ? Target.of(path) : null;
        if (target == null) {
            Answer.status(request, 404, "NotFound", "the server could not find the requested resource");
        } else if (request.method().equals(HttpMethod.GET)) {
            reads.handle(request, target);
        } else {
            writes.handle(request, target);
        }
    }
}
