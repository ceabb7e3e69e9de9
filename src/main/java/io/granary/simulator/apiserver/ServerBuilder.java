// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link KubeApiServer} differs from the usual one. Hooks and handlers are shared by all servers they are given
 * to.
 */
public final class ServerBuilder {
    final ResourceCatalog catalog;
    final ClusterRuntime runtime;
    final Map<GroupResource, List<AdmissionHook>> mutators = new HashMap<>();
    final Map<GroupResource, List<AdmissionHook>> validators = new HashMap<>();
    final Map<String, SubresourceHandler> subresources = new HashMap<>();
    ClusterLimits limits = ClusterLimits.DEFAULT;
    Function<ObjectStore, Authorizer> authorization = store -> Authorizer.EVERYBODY;
    TokenAuthenticator tokens = TokenAuthenticator.NOBODY;
    RequestHook before = RequestHook.NONE;
    ServiceResolver services = ServiceResolver.NOTHING;
    String gitVersion = "v1.35.2";

    @Nullable
    FrontProxy frontProxy;

    ServerBuilder(ResourceCatalog catalog, ClusterRuntime runtime) {
        this.catalog = catalog;
        this.runtime = runtime;
    }

    public ServerBuilder limits(ClusterLimits given) {
        limits = given;
        return this;
    }

    /** As {@code /version} tells it, for example {@code v1.33.5+rke2r1}. */
    public ServerBuilder gitVersion(String given) {
        gitVersion = given;
        return this;
    }

    public ServerBuilder authorizer(Authorizer given) {
        authorization = store -> given;
        return this;
    }

    /** Who may do what follows from the server's own objects, as {@code RbacAuthorizer::new} reads them. */
    public ServerBuilder authorization(Function<ObjectStore, Authorizer> given) {
        authorization = given;
        return this;
    }

    public ServerBuilder tokens(TokenAuthenticator given) {
        tokens = given;
        return this;
    }

    public ServerBuilder before(RequestHook given) {
        before = given;
        return this;
    }

    /** Lets APIServices forward to other API servers; without it every aggregated group is unavailable. */
    public ServerBuilder aggregation(FrontProxy proxy, ServiceResolver resolver) {
        frontProxy = proxy;
        services = resolver;
        return this;
    }

    /** Called on every create, update and delete of the kind, in the order given; before validation. */
    public ServerBuilder mutator(GroupResource kind, AdmissionHook hook) {
        mutators.computeIfAbsent(kind, key -> new ArrayList<>()).add(hook);
        return this;
    }

    /** Called after schema validation. */
    public ServerBuilder validator(GroupResource kind, AdmissionHook hook) {
        validators.computeIfAbsent(kind, key -> new ArrayList<>()).add(hook);
        return this;
    }

    /**
     * Answers {@code …/<resource>/<name>/<subresource>}. The group may be one without stored kinds, as
     * {@code subresources.kubevirt.io}.
     */
    public ServerBuilder subresource(GroupResource kind, String subresource, SubresourceHandler handler) {
        subresources.put(kind + "/" + subresource, handler);
        return this;
    }

    public KubeApiServer build() {
        return new KubeApiServer(ServerParts.of(this));
    }
}
