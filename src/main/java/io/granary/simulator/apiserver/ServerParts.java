// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import org.jspecify.annotations.Nullable;

/** The parts of one server, wired. */
record ServerParts(ResourceStore store, WatchHub watches, ServedKinds kinds, Authorizer authorizer, HttpFront front) {
    static ServerParts of(ServerBuilder with) {
        var runtime = with.runtime;
        var stamps = runtime.stamps();
        var kinds = new ServedKinds(with.catalog);
        var store = new ResourceStore(stamps, with.limits.watchWindow(), kinds);
        var watches = new WatchHub(store, runtime.pulse(), with.limits.bookmarkSeconds());
        var hooks = new Hooks(with.mutators, with.validators);
        var collector = new Collector(store, kinds, stamps);
        store.onChange(collector::changed);
        store.onChange(change -> kinds.changed(change, store));
        var deletion = new Deletion(store, stamps, hooks, collector);
        var intake = new Intake(store, kinds, new RuleBook(runtime.rules()));
        var writes = new WriteDesk(store, stamps, hooks, intake, deletion);
        var authorizer = with.authorization.apply(store);
        var desks = new ResourceDesk.Desks(
                new ReadDesk(store, watches, runtime, with.limits),
                writes,
                deletion,
                new ScaleDesk(store, writes),
                new Reviews(authorizer, with.tokens));
        var resources = new ResourceDesk(store, kinds, desks, with.subresources, with.limits);
        var aggregation = new Aggregation(store, runtime, with.services, with.frontProxy);
        store.onChange(aggregation::changed);
        publish(with.frontProxy, store);
        var paths = new Paths(kinds, aggregation, with.gitVersion);
        var front = new HttpFront(with.before, authorizer, paths, resources, aggregation);
        return new ServerParts(store, watches, kinds, authorizer, front);
    }

    /** What aggregated API servers read to know the front proxy ({@code extension-apiserver-authentication}). */
    private static void publish(@Nullable FrontProxy proxy, ResourceStore store) {
        if (proxy == null) {
            return;
        }
        var map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata")
                .put("name", "extension-apiserver-authentication")
                .put("namespace", "kube-system");
        var data = map.putObject("data");
        if (!proxy.clientCaPem().isEmpty()) {
            data.put("client-ca-file", proxy.clientCaPem());
        }
        data.put("requestheader-client-ca-file", proxy.caPem())
                .put("requestheader-allowed-names", "[]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
        store.create(GroupResource.of("", "configmaps"), map);
    }
}
