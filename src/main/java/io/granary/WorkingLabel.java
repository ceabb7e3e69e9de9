// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The label by which Services find the pod of the hub that works. */
final class WorkingLabel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABEL = "granary.io/working";

    private final ApiDoor hub;
    private final String pods;
    private final String pod;

    WorkingLabel(ApiDoor hub, String namespace, String pod) {
        this.hub = hub;
        this.pods = "/api/v1/namespaces/" + namespace + "/pods";
        this.pod = pod;
    }

    /**
     * Labels our pod and no other.
     *
     * @throws ApiProblem.Failure where the cluster refuses
     */
    void putOn() {
        var listed = read(hub.await(ApiCall.get(pods + "?labelSelector=granary.io%2Fworking%3Dtrue", Budget.PAGE)));
        for (var other : listed.path("items")) {
            var name = other.at("/metadata/name").asText();
            if (!name.equals(pod)) {
                label(name, null);
            }
        }
        label(pod, "true");
    }

    void takeOff() {
        label(pod, null);
    }

    private void label(String name, @Nullable String value) {
        var labels = JSON.createObjectNode();
        labels.putObject("metadata").putObject("labels").put(LABEL, value);
        var headers = Map.of("content-type", "application/merge-patch+json", "accept", "application/json");
        var body = labels.toString().getBytes(StandardCharsets.UTF_8);
        var reply = hub.await(new ApiCall("PATCH", pods + "/" + name, headers, body, Budget.OBJECT));
        if (reply.status() != 404) {
            read(reply);
        }
    }

    private static JsonNode read(ApiReply reply) {
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        try {
            return JSON.readTree(reply.body());
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }
}
