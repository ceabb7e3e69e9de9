// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.granary.api.core.Attributes;
import io.granary.api.core.Identity;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Asks the hub's API server who a token belongs to (TokenReview) and whether somebody may (SubjectAccessReview).
 * Answers hold a few seconds, as in apiserver's delegated options; whatever goes wrong refuses.
 */
final class Reviews {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final int LONGEST_KEY = 10_000;

    private final ApiDoor hub;
    private final Duration timeout;
    private final AsyncCache<String, Optional<Identity>> tokens;
    private final AsyncCache<String, Boolean> access;

    Reviews(ApiDoor hub, Duration remembered, Duration timeout) {
        this.hub = hub;
        this.timeout = timeout;
        this.tokens = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(remembered)
                .buildAsync();
        this.access = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(remembered)
                .buildAsync();
    }

    /** Who a bearer token belongs to; empty when nobody, or when it cannot be told. */
    CompletionStage<Optional<Identity>> owner(String token) {
        return tokens.get(
                        hash(token),
                        (key, executor) ->
                                quiet(post(TOKENS, tokenReview(token)).thenApply(Reviews::identity)))
                .exceptionally(unknown -> Optional.empty());
    }

    /** Whether somebody may; false when it cannot be told. */
    CompletionStage<Boolean> allowed(Identity identity, Attributes asked) {
        if (identity.isMaster()) {
            return CompletableFuture.completedFuture(true);
        }
        var review = accessReview(identity, asked);
        var key = new String(review, StandardCharsets.UTF_8);
        var answer = key.length() > LONGEST_KEY
                ? post(ACCESS, review).thenApply(Reviews::allowed)
                : access.get(key, (same, executor) -> quiet(post(ACCESS, review).thenApply(Reviews::allowed)));
        return answer.exceptionally(unknown -> false);
    }

    private CompletableFuture<JsonNode> post(String path, byte[] body) {
        var call = new ApiCall(
                "POST",
                path,
                Map.of("content-type", "application/json", "accept", "application/json"),
                body,
                Budget.OBJECT);
        return hub.send(call)
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Reviews::status);
    }

    private static JsonNode status(ApiReply reply) {
        if (reply.status() < 200 || reply.status() > 299) {
            throw new IllegalStateException("The hub answered a review with " + reply.status());
        }
        return read(reply.body()).path("status");
    }

    /** What failed is forgotten by the cache without a word: a hub that is away must not fill the log. */
    private static <T> CompletableFuture<T> quiet(CompletableFuture<T> answer) {
        var quiet = new CompletableFuture<T>();
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                quiet.complete(value);
            } else {
                quiet.cancel(false);
            }
        });
        return quiet;
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }

    private static Boolean allowed(JsonNode status) {
        return status.path("allowed").asBoolean(false) && !status.path("denied").asBoolean(false);
    }

    private static Optional<Identity> identity(JsonNode status) {
        var user = status.path("user");
        var name = user.path("username").asText("");
        if (!status.path("authenticated").asBoolean(false) || name.isEmpty()) {
            return Optional.empty();
        }
        var extra = new HashMap<String, List<String>>();
        for (var one : user.path("extra").properties()) {
            extra.put(one.getKey(), texts(one.getValue()));
        }
        return Optional.of(new Identity(name, user.path("uid").asText(""), texts(user.path("groups")), extra));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(one -> texts.add(one.asText("")));
        return texts;
    }

    private static byte[] tokenReview(String token) {
        return Rendering.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("kind", "TokenReview");
            json.writeStringField("apiVersion", "authentication.k8s.io/v1");
            json.writeObjectFieldStart("spec");
            json.writeStringField("token", token);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** The one builder of access reviews: the fields exactly as asked, no more and no less. */
    static byte[] accessReview(Identity identity, Attributes asked) {
        return Rendering.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("kind", "SubjectAccessReview");
            json.writeStringField("apiVersion", "authorization.k8s.io/v1");
            json.writeObjectFieldStart("spec");
            json.writeObjectFieldStart("resourceAttributes");
            json.writeStringField("namespace", asked.namespace());
            json.writeStringField("verb", asked.verb());
            json.writeStringField("group", asked.group());
            json.writeStringField("version", asked.version());
            json.writeStringField("resource", asked.resource());
            json.writeStringField("name", asked.name());
            json.writeEndObject();
            json.writeStringField("user", identity.name());
            json.writeStringField("uid", identity.uid());
            json.writeArrayFieldStart("groups");
            for (var group : identity.groups()) {
                json.writeString(group);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("extra");
            for (var extra : new TreeMap<>(identity.extra()).entrySet()) {
                json.writeArrayFieldStart(extra.getKey());
                for (var value : extra.getValue()) {
                    json.writeString(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static String hash(String token) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
