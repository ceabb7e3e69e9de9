// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.RequestHeaders;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator of the hub's API server and we know of each other: its CA and headers come from ConfigMap
 * kube-system/extension-apiserver-authentication, our CA goes into our APIService. Looked at again and again, so that
 * either may rotate.
 */
final class AggregatorLink {
    private static final Logger LOG = Logger.getLogger(AggregatorLink.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG_MAP =
            "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
    private static final String API_SERVICE =
            "/apis/apiregistration.k8s.io/v1/apiservices/" + ApiKinds.VERSION + '.' + ApiKinds.GROUP;

    private final ApiDoor hub;
    private final Function<ProxyTrust, CompletionStage<Void>> trust;
    private volatile String lastTrouble = "";

    AggregatorLink(ApiDoor hub, Function<ProxyTrust, CompletionStage<Void>> trust) {
        this.hub = hub;
        this.trust = trust;
    }

    /** Reads whom to trust. What cannot be read leaves everything as it was. */
    CompletionStage<Void> readTrust() {
        return hub.send(ApiCall.get(CONFIG_MAP, Budget.OBJECT))
                .thenCompose(reply -> trust.apply(trust(json(reply).path("data"))))
                .exceptionally(failure -> told("Cannot read whom the API server's front proxy is", failure));
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
            throw new IllegalStateException("the hub answered " + reply.status());
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

    private static ProxyTrust trust(JsonNode data) {
        var headers = new RequestHeaders(
                texts(data, "requestheader-username-headers"),
                texts(data, "requestheader-uid-headers"),
                texts(data, "requestheader-group-headers"),
                texts(data, "requestheader-extra-headers-prefix"),
                texts(data, "requestheader-allowed-names"));
        try {
            return ProxyTrust.of(data.path("requestheader-client-ca-file").asText(""), headers);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the requestheader CA is not a PEM certificate", unreadable);
        }
    }

    private static List<String> texts(JsonNode data, String key) {
        var texts = new ArrayList<String>();
        var text = data.path(key).asText("");
        if (!text.isEmpty()) {
            tree(text.getBytes(StandardCharsets.UTF_8)).forEach(one -> texts.add(one.asText("")));
        }
        return texts;
    }

    private @Nullable Void told(String what, Throwable failure) {
        var trouble = what + ": " + failure.getMessage();
        if (!trouble.equals(lastTrouble)) {
            LOG.warn(trouble);
            lastTrouble = trouble;
        }
        return null;
    }
}
