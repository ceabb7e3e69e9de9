// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A group and version that another API server serves: forwards to it, and keeps its discovery documents. */
final class RemoteGroup {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /** Where the server is, or why it is nowhere. */
    record Location(ServiceResolver.@Nullable Endpoint endpoint, Availability verdict) {}

    /** Finds the server behind a Service. */
    @FunctionalInterface
    interface Locator {
        Location locate(String namespace, String service, int port);
    }

    private final JsonNode spec;
    private final RemoteClient client;
    private final Locator locator;
    private volatile boolean available;
    private volatile @Nullable ObjectNode discovered;
    private volatile @Nullable JsonNode openApi;

    RemoteGroup(JsonNode spec, RemoteClient client, Locator locator) {
        this.spec = spec;
        this.client = client;
        this.locator = locator;
    }

    JsonNode spec() {
        return spec;
    }

    String group() {
        return spec.path("group").asText();
    }

    String version() {
        return spec.path("version").asText();
    }

    String serviceName() {
        return version() + "." + group();
    }

    boolean available() {
        return available;
    }

    Optional<JsonNode> openApi() {
        return Optional.ofNullable(openApi);
    }

    void close() {
        available = false;
        client.close();
    }

    /** What goes into the aggregated discovery of the whole server. */
    ObjectNode discovery() {
        var found = discovered;
        if (found != null) {
            return found;
        }
        var item = Json.object();
        item.putObject("metadata").put("name", group()).putNull("creationTimestamp");
        item.putArray("versions").addObject().put("version", version()).put("freshness", "Stale");
        return item;
    }

    void forward(HttpServerRequest request, String path, User user) {
        var location = locate();
        var endpoint = location.endpoint();
        if (endpoint == null || !available) {
            Reply.text(request, 503, "service unavailable\n");
            return;
        }
        new Forwarding(request).to(client, endpoint, path, user);
    }

    /** Asks the server whether it is there, and what it serves. */
    void probe(Consumer<Availability> verdict) {
        var location = locate();
        var endpoint = location.endpoint();
        if (endpoint == null) {
            lost();
            verdict.accept(location.verdict());
            return;
        }
        var path = "/apis/" + group() + "/" + version();
        client.get(endpoint, path, "application/json")
                .compose(plain -> learn(endpoint, plain))
                .onSuccess(nothing -> {
                    available = true;
                    verdict.accept(Availability.PASSED);
                })
                .onFailure(away -> {
                    lost();
                    verdict.accept(Availability.failed(
                            "https://%s:%d%s".formatted(endpoint.host(), endpoint.port(), path), away.toString()));
                });
    }

    private void lost() {
        available = false;
        discovered = null;
    }

    private Location locate() {
        var service = spec.path("service");
        return locator.locate(
                service.path("namespace").asText(),
                service.path("name").asText(),
                service.path("port").asInt(443));
    }

    private Future<Void> learn(ServiceResolver.Endpoint endpoint, Buffer plain) {
        var document = "/openapi/v3/apis/" + group() + "/" + version();
        return client.get(endpoint, "/apis", V2)
                .map(answer -> itemOf(answer).orElseGet(() -> converted(plain)))
                .otherwise(failed -> converted(plain))
                .compose(item -> {
                    discovered = item;
                    return client.get(endpoint, document, "application/json");
                })
                .map(answer -> {
                    openApi = Json.parse(answer.getBytes());
                    return (Void) null;
                })
                .recover(withoutOpenApi -> Future.succeededFuture());
    }

    private Optional<ObjectNode> itemOf(Buffer answer) {
        var document = Json.parse(answer.getBytes());
        return document.path("items")
                .valueStream()
                .filter(item -> item.at("/metadata/name").asText().equals(group()))
                .map(ObjectNode.class::cast)
                .findFirst();
    }

    /** An APIResourceList as an item of aggregated discovery. */
    private ObjectNode converted(Buffer plain) {
        var item = Json.object();
        item.putObject("metadata").put("name", group()).putNull("creationTimestamp");
        var version = item.putArray("versions").addObject().put("version", version());
        var resources = version.putArray("resources");
        for (var each : Json.parse(plain.getBytes()).path("resources")) {
            if (each.path("name").asText().contains("/")) {
                continue;
            }
            var resource =
                    resources.addObject().put("resource", each.path("name").asText());
            resource.putObject("responseKind")
                    .put("group", group())
                    .put("version", version())
                    .put("kind", each.path("kind").asText());
            resource.put("scope", each.path("namespaced").asBoolean() ? "Namespaced" : "Cluster");
            resource.put("singularResource", each.path("singularName").asText());
            resource.set("verbs", each.path("verbs"));
            for (var list : new String[] {"shortNames", "categories"}) {
                if (each.has(list)) {
                    resource.set(list, each.get(list));
                }
            }
        }
        version.put("freshness", "Current");
        return item;
    }
}
