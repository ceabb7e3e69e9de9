// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /v1/userpreferences}: what each person has chosen, as language and theme; kept in memory. */
final class Preferences {
    private static final String TYPE = "userpreference";

    private final Map<String, JsonObject> chosen = new ConcurrentHashMap<>();

    void answer(HttpServerRequest request, String root, String user) {
        if (request.method().name().equals("PUT")) {
            request.body().onSuccess(body -> {
                try {
                    chosen.put(user, body.toJsonObject().getJsonObject("data", new JsonObject()));
                    Answers.json(request, 200, of(root, user));
                } catch (DecodeException | ClassCastException e) {
                    Answers.error(request, 400, "BadRequest", "the body holds no preferences");
                }
            });
        } else {
            Answers.collection(request, TYPE, new JsonArray().add(of(root, user)));
        }
    }

    private JsonObject of(String root, String user) {
        var self = root + "/userpreferences/" + user;
        return new JsonObject()
                .put("id", user)
                .put("type", TYPE)
                .put("links", new JsonObject().put("self", self).put("update", self))
                .put("data", chosen.getOrDefault(user, new JsonObject()));
    }
}
