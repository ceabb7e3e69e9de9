// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.api.core.ApiKinds;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How the aggregator of the hub's API server knows us: our CA stands in our APIService. Looked at again and again, so
 * that an APIService that is written anew gets it too.
 */
final class AggregatorLink {
    private static final Logger LOG = Logger.getLogger(AggregatorLink.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API_SERVICE =
            "/apis/apiregistration.k8s.io/v1/apiservices/" + ApiKinds.VERSION + '.' + ApiKinds.GROUP;

    private final ApiDoor hub;
    private volatile String lastTrouble = "";

    AggregatorLink(ApiDoor hub) {
        this.hub = hub;
    }

    /** Writes our CA into the APIService, where it differs. */
    CompletionStage<Void> writeCaBundle(String caPem) {
        var bundle = Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.US_ASCII));
        return hub.send(ApiCall.get(API_SERVICE, Budget.OBJECT))
                .thenCompose(reply -> {
                    var spec = json(reply).path("spec");
                    return bundle.equals(spec.path("caBundle").asText(""))
                            ? CompletableFuture.<Void>completedFuture(null)
                            : hub.send(patch(bundle)).thenAccept(AggregatorLink::json);
                })
                .exceptionally(failure -> told("Cannot write our CA into the APIService", failure));
    }

    private static ApiCall patch(String bundle) {
        var body = Rendering.bytes(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("spec");
            json.writeStringField("caBundle", bundle);
            json.writeBooleanField("insecureSkipTLSVerify", false);
            json.writeEndObject();
            json.writeEndObject();
        });
        var headers = Map.of("content-type", "application/merge-patch+json", "accept", "application/json");
        return new ApiCall("PATCH", API_SERVICE, headers, body, Budget.OBJECT);
    }

    private static JsonNode json(ApiReply reply) {
        if (reply.status() < 200 || reply.status() > 299) {
            throw new IllegalStateException(
                    reply.status() == 404
                            ? "there is none yet (the chart makes it); it is looked for again"
                            : "the hub answered " + reply.status());
        }
        return tree(reply.body());
    }

    private static JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }

    private @Nullable Void told(String what, Throwable failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        var trouble = what + ": " + cause.getMessage();
        if (!trouble.equals(lastTrouble)) {
            LOG.warn(trouble);
            lastTrouble = trouble;
        }
        return null;
    }
}
