// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.rancher.TokenStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Logs people in and out. Whoever has a User object and a token may have a session; the password of everybody is his
 * user name, since this Rancher answers on the loopback only.
 */
final class Sessions {
    private static final GroupResource USERS = GroupResource.of("management.cattle.io", "users");

    private final ObjectStore local;
    private final TokenStore tokens;

    Sessions(ObjectStore local, TokenStore tokens) {
        this.local = local;
        this.tokens = tokens;
    }

    /** The one way there is to log in. */
    void providers(HttpServerRequest request) {
        var provider = new JsonObject()
                .put("id", "local")
                .put("type", "localProvider")
                .put("baseType", "authProvider")
                .put("links", new JsonObject().put("self", "/v1-public/authproviders/local"));
        Answers.json(
                request,
                200,
                new JsonObject()
                        .put("type", "collection")
                        .put("resourceType", "authProvider")
                        .put("links", new JsonObject())
                        .put("data", new JsonArray().add(provider)));
    }

    /** {@code {"username": …, "password": …}}. */
    void login(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            try {
                var given = body.toJsonObject();
                var name = given.getString("username", "");
                var token = name.equals(given.getString("password", "-")) ? token(name) : Optional.<String>empty();
                token.ifPresentOrElse(
                        found -> {
                            remember(request, found);
                            Answers.json(request, 200, new JsonObject().put("type", "token"));
                        },
                        () -> Answers.error(request, 401, "Unauthorized", "the password is the user name"));
            } catch (DecodeException | ClassCastException e) {
                Answers.error(request, 400, "BadRequest", "the body is no login");
            }
        });
    }

    /** A link that logs in: {@code /simulator/login?user=admin&to=/dashboard/}. */
    void enter(HttpServerRequest request) {
        var name = request.getParam("user", "admin");
        var to = request.getParam("to", "/dashboard/");
        token(name)
                .ifPresentOrElse(
                        found -> {
                            remember(request, found);
                            Answers.redirect(request, to.startsWith("/") && !to.startsWith("//") ? to : "/dashboard/");
                        },
                        () -> Answers.error(request, 404, "NotFound", "there is no user \"" + name + "\""));
    }

    void logout(HttpServerRequest request) {
        TokenStore.brought(request).ifPresent(tokens::revoke);
        request.response()
                .addCookie(Cookie.cookie(TokenStore.COOKIE, "").setPath("/").setMaxAge(0));
        Answers.json(request, 200, new JsonObject().put("type", "token"));
    }

    private Optional<String> token(String login) {
        return local.list(USERS).stream()
                .filter(user -> login.equals(new JsonObject(Buffer.buffer(user.json())).getString("username")))
                .findFirst()
                .flatMap(user -> tokens.session(user.key().name()));
    }

    private static void remember(HttpServerRequest request, String token) {
        request.response()
                .addCookie(Cookie.cookie(TokenStore.COOKIE, token)
                        .setPath("/")
                        .setSecure(true)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT));
    }
}
