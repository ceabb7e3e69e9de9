// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.rancher.Caller;
import io.granary.simulator.rancher.LocalCluster;
import io.granary.simulator.rancher.TokenStore;
import io.granary.simulator.steve.Norman;
import io.granary.simulator.steve.Steve;
import io.granary.simulator.steve.SteveCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Answers what Rancher's own pages ask of Rancher, besides what they ask of clusters. */
public final class Dashboard {
    private static final String LOCAL_STEVE = "/k8s/clusters/local/v1/";
    private static final GroupResource SETTINGS = GroupResource.of("management.cattle.io", "settings");

    /** What a page must know before anybody has logged in. */
    private static final Set<String> PUBLIC_SETTINGS = Set.of(
            "first-login", "eula-agreed", "ui-pl", "ui-dashboard-index", "server-version", "ui-offline-preferred");

    private final LocalCluster local;
    private final TokenStore tokens;
    private final Steve steve;
    private final Norman norman;
    private final Sessions sessions;
    private final Preferences preferences = new Preferences();
    private final Extensions extensions;
    private final PageFiles files;

    /**
     * @param folder what bin/pages built, of which {@code dashboard} is served here; empty when there are no pages
     * @param self the base URL of this Rancher, known once it listens
     */
    public Dashboard(
            ClusterRuntime runtime,
            LocalCluster local,
            TokenStore tokens,
            String authorityPem,
            Supplier<String> self,
            Optional<Path> folder) {
        this.local = local;
        this.tokens = tokens;
        var loopback = new Loopback(runtime.vertx(), authorityPem, self);
        this.steve = new Steve(local.server(), loopback.to(TokenStore.LOCAL), runtime);
        this.norman = new Norman(steve);
        this.sessions = new Sessions(local.store(), tokens);
        this.extensions = new Extensions(local.store(), loopback);
        this.files = new PageFiles(folder.map(each -> each.resolve("dashboard")));
    }

    /** Answers when the path is one of the pages'; false when it is not. */
    public boolean handles(HttpServerRequest request) {
        var path = request.path();
        if (path == null) {
            return false;
        }
        var caller = tokens.identify(request, TokenStore.LOCAL);
        request.response().putHeader("X-Api-Cattle-Auth", Boolean.toString(caller.isPresent()));
        if (path.equals("/version") && caller.isPresent()) {
            local.api().handle(request, path, caller.get());
            return true;
        }
        return open(request, path) || steve(request, path, caller) || norman(request, path, caller);
    }

    /** What everybody may ask. */
    private boolean open(HttpServerRequest request, String path) {
        switch (path) {
            case "/", "/dashboard" -> Answers.redirect(request, "/dashboard/");
            case "/favicon.png" -> files.exactly(request, "favicon.png");
            case "/simulator/login" -> sessions.enter(request);
            case "/v1-public/authproviders" -> sessions.providers(request);
            case "/v1-public/login" -> sessions.login(request);
            case "/v1/logout" -> sessions.logout(request);
            case "/rancherversion" ->
                Answers.json(
                        request,
                        200,
                        new JsonObject()
                                .put("Version", setting("server-version").getString("value", ""))
                                .put("GitCommit", "simulated")
                                .put("RancherPrime", "false"));
            default -> {
                if (path.startsWith("/dashboard/")) {
                    files.answer(request, path.substring("/dashboard".length()));
                } else if (path.equals("/v1/uiplugins") || path.startsWith("/v1/uiplugins/")) {
                    extensions.answer(request, path.substring("/v1/uiplugins".length()));
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean steve(HttpServerRequest request, String path, Optional<Caller> caller) {
        var isLocal = path.startsWith(LOCAL_STEVE);
        if (!isLocal && !path.startsWith("/v1/")) {
            return false;
        }
        var prefix = isLocal ? LOCAL_STEVE.substring(0, LOCAL_STEVE.length() - 1) : "/v1";
        var below = path.substring(prefix.length());
        if (caller.isEmpty()) {
            strangers(request, below);
        } else if (below.startsWith("/userpreferences")) {
            preferences.answer(request, origin(request) + prefix, caller.get().user());
        } else if (below.startsWith("/ext.cattle.io.selfuser")) {
            selfUser(request, caller.get());
        } else {
            steve.handle(call(request, prefix, below, caller.get()));
        }
        return true;
    }

    private boolean norman(HttpServerRequest request, String path, Optional<Caller> caller) {
        if (!path.startsWith("/v3/") || path.equals("/v3/settings/cacerts")) {
            return false;
        }
        var below = path.substring("/v3".length());
        if (caller.isEmpty()) {
            strangers(request, below);
        } else if (below.equals("/subscribe")) {
            // Nothing is watched there any more; the same socket keeps the shell content.
            steve.handle(call(request, "/v3", below, caller.get()));
        } else {
            norman.handle(call(request, "/v3", below, caller.get()));
        }
        return true;
    }

    /** Before anybody has logged in, there are a few settings and nothing else. */
    private void strangers(HttpServerRequest request, String below) {
        if (below.equals("/management.cattle.io.settings")) {
            var data = new JsonArray();
            PUBLIC_SETTINGS.stream().sorted().map(this::setting).forEach(data::add);
            Answers.collection(request, "management.cattle.io.setting", data);
        } else if (below.startsWith("/settings/") && PUBLIC_SETTINGS.contains(below.substring(10))) {
            Answers.json(request, 200, setting(below.substring(10)));
        } else {
            Answers.error(request, 401, "Unauthorized", "must authenticate");
        }
    }

    private JsonObject setting(String name) {
        return local.store()
                .find(SETTINGS, ObjectKey.cluster(name))
                .map(object -> new JsonObject(Buffer.buffer(object.json())))
                .orElseGet(JsonObject::new)
                .put("id", name)
                .put("type", "management.cattle.io.setting")
                .put("links", new JsonObject());
    }

    private static void selfUser(HttpServerRequest request, Caller caller) {
        Answers.json(
                request,
                201,
                new JsonObject()
                        .put("id", caller.user())
                        .put("type", "ext.cattle.io.selfuser")
                        .put("links", new JsonObject())
                        .put("metadata", new JsonObject().put("name", ""))
                        .put("status", new JsonObject().put("userID", caller.user())));
    }

    private static SteveCall call(HttpServerRequest request, String prefix, String below, Caller caller) {
        var token = TokenStore.brought(request).orElse("");
        return new SteveCall(request, below, origin(request) + prefix, LocalCluster.user(caller), token);
    }

    private static String origin(HttpServerRequest request) {
        return request.scheme() + "://" + request.authority();
    }
}
