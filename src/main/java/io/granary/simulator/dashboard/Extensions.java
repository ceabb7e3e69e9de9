// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/uiplugins}: the extensions that UIPlugin objects announce, and their files, fetched from the endpoint of
 * each (rancher/rancher pkg/api/steve/catalog/plugin.go, pkg/controllers/dashboard/plugin).
 */
final class Extensions {
    private static final GroupResource PLUGINS = GroupResource.of("catalog.cattle.io", "uiplugins");
    private static final String NAMESPACE = "cattle-ui-plugin-system";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    private final ObjectStore local;
    private final Loopback loopback;

    Extensions(ObjectStore local, Loopback loopback) {
        this.local = local;
        this.loopback = loopback;
    }

    /** @param path behind {@code /v1/uiplugins}: nothing, or {@code /<name>/<version>/<file>} */
    void answer(HttpServerRequest request, String path) {
        if (path.length() <= 1) {
            index(request);
            return;
        }
        var parts = path.substring(1).split("/", 3);
        var plugin = parts.length == 3 ? plugin(parts[0], parts[1]) : Optional.<JsonObject>empty();
        if (plugin.isEmpty() || path.contains("..")) {
            Answers.error(request, 404, "NotFound", "no such extension");
            return;
        }
        file(request, plugin.get().getString("endpoint") + "/" + parts[2]);
    }

    private void index(HttpServerRequest request) {
        var entries = new JsonObject();
        plugins().forEach(plugin -> entries.put(plugin.getString("name"), plugin));
        Answers.json(request, 200, new JsonObject().put("entries", entries));
    }

    private void file(HttpServerRequest request, String url) {
        loopback.get(url)
                .onSuccess(answer -> request.response()
                        .setStatusCode(answer.status())
                        .putHeader("Content-Type", type(url))
                        .end(answer.body()))
                .onFailure(lost -> Answers.error(
                        request, 502, "ServerError", "the extension's endpoint did not answer: " + lost.getMessage()));
    }

    private static String type(String url) {
        var dot = url.lastIndexOf('.');
        return switch (url.substring(dot + 1)) {
            case "js" -> JAVASCRIPT;
            case "css" -> "text/css";
            case "json" -> "application/json";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            default -> "application/octet-stream";
        };
    }

    private List<JsonObject> plugins() {
        return local.list(PLUGINS).stream()
                .filter(object -> object.key().namespace().equals(NAMESPACE))
                .map(object -> new JsonObject(Buffer.buffer(object.json()))
                        .getJsonObject("spec", new JsonObject())
                        .getJsonObject("plugin", new JsonObject()))
                .filter(plugin -> plugin.containsKey("endpoint"))
                .toList();
    }

    private Optional<JsonObject> plugin(String name, String version) {
        return plugins().stream()
                .filter(plugin -> name.equals(plugin.getString("name")) && version.equals(plugin.getString("version")))
                .findFirst();
    }
}
