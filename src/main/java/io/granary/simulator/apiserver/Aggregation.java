// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The groups that other API servers serve for this one, as its APIServices say (kube-aggregator). */
final class Aggregation {
    private static final GroupResource SERVICES = GroupResource.of("apiregistration.k8s.io", "apiservices");
    private static final int PROBE_WHEN_WELL = 30;
    private final Map<String, RemoteGroup> remotes = new ConcurrentHashMap<>(1);
    private final ResourceStore store;
    private final Vertx vertx;
    private final Stamps stamps;
    private final ServiceResolver resolver;
    private final @Nullable FrontProxy proxy;
    private int seconds;
    private boolean ticking;

    Aggregation(ResourceStore store, ClusterRuntime runtime, ServiceResolver resolver, @Nullable FrontProxy proxy) {
        this.store = store;
        this.vertx = runtime.vertx();
        this.stamps = runtime.stamps();
        this.resolver = resolver;
        this.proxy = proxy;
    }

    /** After a write of an APIService. */
    void changed(ObjectChange change) {
        if (!change.resource().equals(SERVICES)) {
            return;
        }
        var object = Json.parse(change.after().json());
        var spec = object.path("spec");
        var name = ResourceType.groupVersion(
                spec.path("group").asText(), spec.path("version").asText());
        var known = remotes.get(name);
        if (change.kind() == ObjectChange.Kind.DELETED) {
            forget(name);
        } else if (!spec.path("service").isObject()) {
            forget(name);
            report(change.after().key(), Availability.LOCAL);
        } else if (known == null || !Json.same(known.spec(), spec)) {
            forget(name);
            var remote = new RemoteGroup(spec, new RemoteClient(vertx, proxy, spec), this::endpoint);
            remotes.put(name, remote);
            probe(change.after().key(), remote);
            tick();
        }
    }

    /** Where requests of this group and version go, if not here. */
    Optional<RemoteGroup> of(ApiRequest asked) {
        if (remotes.isEmpty() || !asked.path().startsWith("/apis/")) {
            return Optional.empty();
        }
        var parts = asked.path().split("/");
        return parts.length < 4 ? Optional.empty() : Optional.ofNullable(remotes.get(parts[2] + "/" + parts[3]));
    }

    private void forget(String name) {
        var gone = remotes.remove(name);
        if (gone != null) {
            gone.close();
        }
    }

    private synchronized void tick() {
        if (!ticking) {
            ticking = true;
            vertx.setPeriodic(1000, timer -> {
                if (remotes.isEmpty()) {
                    vertx.cancelTimer(timer);
                    stop();
                    return;
                }
                seconds++;
                remotes.values().stream()
                        .filter(remote -> !remote.available() || seconds % PROBE_WHEN_WELL == 0)
                        .forEach(remote -> probe(ObjectKey.cluster(remote.serviceName()), remote));
            });
        }
    }

    private synchronized void stop() {
        ticking = false;
    }

    private void probe(ObjectKey key, RemoteGroup remote) {
        remote.probe(availability -> report(key, availability));
    }

    private RemoteGroup.Location endpoint(String namespace, String name, int port) {
        var service = store.find(GroupResource.of("", "services"), new ObjectKey(namespace, name));
        var external = service.map(found ->
                        Json.parse(found.json()).at("/spec/externalName").asText(""))
                .filter(host -> !host.isEmpty());
        if (external.isPresent()) {
            return new RemoteGroup.Location(new ServiceResolver.Endpoint(external.get(), port), Availability.PASSED);
        }
        return resolver.resolve(namespace, name, port)
                .map(found -> new RemoteGroup.Location(found, Availability.PASSED))
                .orElseGet(() -> new RemoteGroup.Location(
                        null,
                        service.isEmpty()
                                ? Availability.noService(namespace, name)
                                : Availability.noEndpoints(namespace, name)));
    }

    private void report(ObjectKey key, Availability availability) {
        try {
            store.update(SERVICES, key, object -> {
                var status = Json.child(object, "status");
                var condition = status.at("/conditions/0");
                var verdict = availability.available() ? "True" : "False";
                var since = condition.path("status").asText().equals(verdict)
                        ? condition.path("lastTransitionTime").asText()
                        : stamps.now();
                status.putArray("conditions")
                        .addObject()
                        .put("type", "Available")
                        .put("status", verdict)
                        .put("lastTransitionTime", since)
                        .put("reason", availability.reason())
                        .put("message", availability.message());
                return object;
            });
        } catch (StatusException gone) {
            // Deleted while it was probed: there is nothing to report on.
            forget(key.name());
        }
    }

    byte[] groups(CatalogDocuments documents) {
        if (remotes.isEmpty()) {
            return documents.groups();
        }
        var list = Json.parse(documents.groups());
        var groups = (ArrayNode) list.path("groups");
        remotes.values().forEach(remote -> {
            var versions = new LinkedHashSet<String>();
            versions.add(remote.version());
            groups.add(Discovery.group(remote.group(), versions));
        });
        return Json.bytes(list);
    }

    byte[] aggregatedGroups(CatalogDocuments documents) {
        if (remotes.isEmpty()) {
            return documents.aggregatedGroups();
        }
        var list = Json.parse(documents.aggregatedGroups());
        remotes.values().forEach(remote -> ((ArrayNode) list.path("items")).add(remote.discovery()));
        return Json.bytes(list);
    }

    Optional<byte[]> group(String group, CatalogDocuments documents) {
        var remote = remotes.values().stream()
                .filter(each -> each.group().equals(group))
                .findFirst();
        if (remote.isEmpty()) {
            return documents.group(group);
        }
        var versions = new LinkedHashSet<String>();
        versions.add(remote.get().version());
        ObjectNode document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        document.setAll(Discovery.group(group, versions));
        return Optional.of(Json.bytes(document));
    }

    ObjectNode openApiIndex(CatalogDocuments documents) {
        var index = documents.openApiIndex();
        remotes.forEach((name, remote) -> remote.openApi()
                .ifPresent(document -> index.withObject("/paths")
                        .putObject("apis/" + name)
                        .put(
                                "serverRelativeURL",
                                "/openapi/v3/apis/" + name + "?hash=" + Hashes.of(Json.bytes(document)))));
        return index;
    }

    Optional<JsonNode> openApi(String path) {
        var remote = path.startsWith("apis/") ? remotes.get(path.substring("apis/".length())) : null;
        return remote == null ? Optional.empty() : remote.openApi();
    }
}
