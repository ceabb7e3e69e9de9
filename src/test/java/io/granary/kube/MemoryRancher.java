// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Users, tokens and Secrets in memory, by plural and name; creation takes the time that a test sets. */
final class MemoryRancher implements ApiDoor {
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    Instant now;
    boolean refuseWritesOfSecrets;

    MemoryRancher(Instant now) {
        this.now = now;
        put("users/u-granary", "{\"metadata\":{\"name\":\"u-granary\",\"uid\":\"uid-of-the-user\"}}");
        put("secrets/granary-rancher-identity", "{\"metadata\":{\"name\":\"granary-rancher-identity\"}}");
    }

    private void put(String key, String json) {
        objects.put(key, Wire.read(json.getBytes(UTF_8), ObjectNode.class));
    }

    ObjectNode object(String key) {
        return requireNonNull(objects.get(key));
    }

    void remove(String key) {
        objects.remove(key);
    }

    /** What Rancher would let in. */
    List<String> tokens() {
        return objects.entrySet().stream()
                .filter(one -> one.getKey().startsWith("tokens/"))
                .map(one -> one.getKey().substring(7) + ":"
                        + one.getValue().path("token").asText())
                .toList();
    }

    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        return CompletableFuture.completedFuture(answer(call));
    }

    private ApiReply answer(ApiCall call) {
        var key = call.path().replaceFirst(".*/(?=[a-z]+/[^/]+$)", "");
        return switch (call.method()) {
            case "GET" -> reply(objects.containsKey(key) ? 200 : 404, objects.get(key));
            case "DELETE" -> reply(objects.remove(key) == null ? 404 : 200, null);
            case "PUT" -> refuseWritesOfSecrets ? reply(409, null) : stored(key, call);
            case "POST" -> created(call);
            default -> throw new AssertionError(call.method());
        };
    }

    private ApiReply created(ApiCall call) {
        var token = Wire.read(requireNonNull(call.body()), ObjectNode.class);
        token.withObjectProperty("metadata").put("creationTimestamp", now.toString());
        var key = "tokens/" + token.at("/metadata/name").asText();
        return objects.putIfAbsent(key, token) == null ? reply(201, token) : reply(409, null);
    }

    private ApiReply stored(String key, ApiCall call) {
        objects.put(key, Wire.read(requireNonNull(call.body()), ObjectNode.class));
        return reply(200, objects.get(key));
    }

    private static ApiReply reply(int status, @org.jspecify.annotations.Nullable ObjectNode body) {
        var content = body == null ? JsonNodeFactory.instance.objectNode() : body;
        return new ApiReply(status, "application/json", null, content.toString().getBytes(UTF_8));
    }

    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        throw new UnsupportedOperationException();
    }
}
