// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.ApiStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The hub's API server as far as the extension API knows it: reviews, the trust ConfigMap, the APIService. */
final class TestHub implements ApiDoor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRUST = "extension-apiserver-authentication";

    final Map<String, String> tokens = new ConcurrentHashMap<>();
    final List<JsonNode> accessReviews = java.util.Collections.synchronizedList(new ArrayList<>());
    volatile Predicate<JsonNode> allows = spec -> spec.path("user").asText().equals("admin");
    volatile String requestHeaderCa = "";
    volatile String clientCa = "";
    volatile boolean refusesWatches;
    final List<ApiStream.Reader> watches = new CopyOnWriteArrayList<>();
    volatile String allowedNames = "[\"front-proxy\"]";
    volatile String caBundle = "";
    volatile int accessStatus = 201;

    /** Answers to reviews of what this user may do wait for it. */
    volatile String slowUser = "";

    final CompletableFuture<Void> slowReview = new CompletableFuture<>();

    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        try {
            var answer = answer(call);
            return isSlow(call) ? slowReview.thenApply(done -> answer) : CompletableFuture.completedFuture(answer);
        } catch (Exception failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        if (refusesWatches || !call.path().contains("fieldSelector=metadata.name%3D" + TRUST)) {
            reader.failed(new ApiProblem(ApiProblem.Kind.FORBIDDEN, "not allowed"));
        } else {
            reader.head(200, "application/json");
            watches.add(reader);
        }
        return new OpenWatch(() -> watches.remove(reader));
    }

    private record OpenWatch(Runnable ending) implements ApiStream {
        @Override
        public void cancel() {
            ending.run();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }

    /** Tells those who watch the trust ConfigMap what it says now. */
    void tellTrust() {
        var event = object().put("type", "MODIFIED");
        event.set("object", trust());
        var line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        watches.forEach(watch -> watch.data(line, 0, line.length));
    }

    /** Breaks all watches, and lets none begin again. */
    void refuseWatches() {
        refusesWatches = true;
        watches.forEach(watch -> watch.failed(new ApiProblem(ApiProblem.Kind.UNREACHABLE, "cut")));
    }

    private boolean isSlow(ApiCall call) throws Exception {
        return call.path().endsWith("/subjectaccessreviews")
                && JSON.readTree(call.body()).path("spec").path("user").asText().equals(slowUser);
    }

    private ApiReply answer(ApiCall call) throws Exception {
        var path = call.path();
        if (path.endsWith("/tokenreviews")) {
            return reply(
                    201,
                    owner(JSON.readTree(call.body()).path("spec").path("token").asText()));
        }
        if (path.endsWith("/subjectaccessreviews")) {
            var spec = JSON.readTree(call.body()).path("spec");
            accessReviews.add(spec);
            var answer = object();
            answer.putObject("status").put("allowed", allows.test(spec));
            return reply(accessStatus, answer);
        }
        if (path.endsWith("/" + TRUST)) {
            return reply(200, trust());
        }
        if (path.contains("/configmaps?")) {
            var list = object();
            list.putObject("metadata").put("resourceVersion", "1");
            list.putArray("items").add(trust());
            return reply(200, list);
        }
        if (path.contains("/apiservices/")) {
            if (call.method().equals("PATCH")) {
                caBundle =
                        JSON.readTree(call.body()).path("spec").path("caBundle").asText();
            }
            var service = object();
            service.putObject("spec").put("caBundle", caBundle);
            return reply(200, service);
        }
        return reply(404, object());
    }

    private ObjectNode owner(String token) {
        var review = object();
        var status = review.putObject("status");
        var user = tokens.get(token);
        status.put("authenticated", user != null);
        if (user != null) {
            status.putObject("user").put("username", user).putArray("groups").add("system:authenticated");
        }
        return review;
    }

    private ObjectNode trust() {
        var map = object();
        map.putObject("metadata").put("resourceVersion", "1");
        map.putObject("data")
                .put("client-ca-file", clientCa)
                .put("requestheader-client-ca-file", requestHeaderCa)
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]")
                .put("requestheader-allowed-names", allowedNames);
        return map;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ApiReply reply(int status, JsonNode body) throws Exception {
        return new ApiReply(status, "application/json", null, JSON.writeValueAsBytes(body));
    }
}
