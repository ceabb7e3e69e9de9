// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.FrontProxy;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.KubeApiServer;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.RbacAuthorizer;
import io.granary.simulator.apiserver.ServiceResolver;
import io.granary.simulator.apiserver.User;
import io.granary.simulator.site.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster that Rancher itself runs in: a whole Kubernetes API with Rancher's kinds. */
public final class LocalCluster {
    private final KubeApiServer server;

    public LocalCluster(ClusterRuntime runtime, TokenStore tokens, Authority authority) {
        var proxy = authority.client("system:kube-apiserver", List.of());
        var external = new ExternalNames();
        this.server = KubeApiServer.of(ResourceKind.rancherCatalog(), runtime)
                .gitVersion("v1.35.6+rke2r1")
                .authorization(RbacAuthorizer::new)
                .tokens(token -> tokens.owner(token).map(LocalCluster::user))
                .aggregation(
                        new FrontProxy(authority.pem(), proxy.certificate(), proxy.key(), authority.pem()), external)
                .validator(GroupResource.of("provisioning.cattle.io", "clusters"), ImportController::validate)
                .build();
        external.store = Optional.of(server.store());
        BindingController.follow(server.store());
        TokenController.follow(server.store(), tokens, runtime.clock());
    }

    /** Its API, behind Rancher's door. */
    public ClusterApi api() {
        return (request, path, caller) -> server.handle(request, path, user(caller));
    }

    /** Its API server, for what stands in front of it. */
    public KubeApiServer server() {
        return server;
    }

    /** What it holds. */
    public ObjectStore store() {
        return server.store();
    }

    /** A caller as the API server of a cluster knows him. */
    public static User user(Caller caller) {
        return new User(caller.user(), "", caller.groups(), Map.of());
    }

    void put(ResourceKind kind, LocalObject object) {
        var resource = kind.groupResource();
        if (server.store().find(resource, object.key()).isPresent()) {
            server.store().update(resource, object.key(), object::over);
        } else {
            server.store().create(resource, object.tree());
        }
    }

    void remove(ResourceKind kind, ObjectKey key) {
        server.store().delete(kind.groupResource(), key);
    }

    /** No cluster network here: a Service is reached by its external name, on the port that is asked for. */
    private static final class ExternalNames implements ServiceResolver {
        private static final GroupResource SERVICES = GroupResource.of("", "services");

        private Optional<ObjectStore> store = Optional.empty();

        @Override
        public Optional<Endpoint> resolve(String namespace, String service, int port) {
            return store.flatMap(objects -> objects.find(SERVICES, ObjectKey.of(namespace, service)))
                    .map(object -> LocalObject.read(object.json())
                            .at("/spec/externalName")
                            .asText())
                    .filter(name -> !name.isEmpty())
                    .map(name -> new Endpoint(name, port));
        }
    }
}
