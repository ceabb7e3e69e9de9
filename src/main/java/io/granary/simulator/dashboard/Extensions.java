// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code /v1/uiplugins}: the extensions that UIPlugin objects announce, and their files, fetched from the endpoint of
 * each (rancher/rancher pkg/api/steve/catalog/plugin.go, pkg/controllers/dashboard/plugin). As Rancher does, it gives
 * only what the endpoint's {@code files.txt} lists, and nothing of an endpoint that has another version than announced.
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
        var endpoint = plugin.get().getString("endpoint");
        listed(endpoint, parts[1])
                .onSuccess(files -> {
                    if (files.contains(parts[2])) {
                        file(request, endpoint + "/" + parts[2]);
                    } else {
                        Answers.error(request, 404, "NotFound", "files.txt of the extension does not list " + parts[2]);
                    }
                })
                .onFailure(lost -> unreachable(request, lost));
    }

    /** Looked at each time, unlike in Rancher, so that an extension that is built anew shows without a new version. */
    private Future<Set<String>> listed(String endpoint, String version) {
        return body(endpoint + "/plugin/package.json")
                .compose(manifest -> {
                    var there = new JsonObject(manifest).getString("version");
                    return version.equals(there)
                            ? body(endpoint + "/files.txt")
                            : Future.failedFuture("it has version " + there + " instead of " + version);
                })
                .map(text -> text.toString()
                        .lines()
                        .filter(line -> !line.isBlank() && !line.contains("..") && "/\\.".indexOf(line.charAt(0)) < 0)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Future<Buffer> body(String url) {
        return loopback.get(url)
                .compose(answer -> answer.status() == 200
                        ? Future.succeededFuture(answer.body())
                        : Future.failedFuture(url + " answered " + answer.status()));
    }

    private static void unreachable(HttpServerRequest request, Throwable lost) {
        Answers.error(request, 502, "ServerError", "the extension's endpoint gives no files: " + lost.getMessage());
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
                .onFailure(lost -> unreachable(request, lost));
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
