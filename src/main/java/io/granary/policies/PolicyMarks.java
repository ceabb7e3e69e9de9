// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.DoorResources;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import io.granary.kube.Written;
import io.granary.policies.core.PolicySightings.Mark;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Sighting.State;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What rollouts leave at a site of a policy: ConfigMap {@code granary-system/policy-<name>}, with the last action, how
 * it ended, the values before it, and the objects that it made.
 */
final class PolicyMarks {
    private static final String NAMESPACE = "granary-system";
    private static final ResourceType<ObjectNode> MAPS = SiteObjects.type("v1", "configmaps");
    private static final ResourceType<ObjectNode> NAMESPACES = SiteObjects.type("v1", "namespaces");

    private final Resources<ObjectNode> maps;
    private final Resources<ObjectNode> namespaces;
    private final String name;

    /**
     * @param previous values of settings before the action, by name
     * @param made objects that were not there before the action, as {@code WantedObject} calls them
     */
    record Found(Mark mark, Map<String, String> previous, List<String> made) {
        Found with(Mark other) {
            return new Found(other, previous, made);
        }
    }

    PolicyMarks(ApiDoor door, String policy, RandomGenerator random) {
        this.maps = new DoorResources<>(door, MAPS, random);
        this.namespaces = new DoorResources<>(door, NAMESPACES, random);
        this.name = "policy-" + policy;
    }

    @Nullable
    Found find() {
        var map = maps.find(NAMESPACE, name);
        if (map == null) {
            return null;
        }
        var data = map.path("data");
        var mark = new Mark(
                data.path("action").asText(""),
                data.path("content").asText(""),
                state(data.path("state").asText("")),
                data.path("message").asText(""));
        var made = data.path("made")
                .asText("")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return new Found(mark, previous(data.path("previous").asText("")), made);
    }

    private static State state(String text) {
        try {
            return State.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException other) {
            return State.FAILED;
        }
    }

    private static Map<String, String> previous(String json) {
        try {
            return json.isEmpty() ? Map.of() : Wire.mapper().readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            return Map.of();
        }
    }

    /** @throws SiteProblem if it was not written, or that is not known */
    void write(Found found) {
        var map = map(found);
        var written = maps.apply(map);
        if (written instanceof Written.Refused<ObjectNode>(ApiProblem problem)
                && problem.kind() == ApiProblem.Kind.ABSENT) {
            namespaces.create(namespace());
            written = maps.apply(map);
        }
        switch (written) {
            case Written.Stored<ObjectNode> stored -> {}
            case Written.Unchanged<ObjectNode> same -> {}
            case Written.Conflict<ObjectNode>(String message) -> throw new SiteProblem(message);
            case Written.Refused<ObjectNode>(ApiProblem problem) -> throw new SiteProblem(problem.message());
        }
    }

    private ObjectNode map(Found found) {
        var map = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        var meta = map.putObject("metadata").put("namespace", NAMESPACE).put("name", name);
        meta.putObject("labels").put("app.kubernetes.io/managed-by", "granary");
        map.putObject("data")
                .put("action", found.mark().action())
                .put("content", found.mark().content())
                .put("state", found.mark().state().name().toLowerCase(Locale.ROOT))
                .put("message", found.mark().message())
                .put("previous", json(found.previous()))
                .put("made", String.join("\n", found.made()));
        return map;
    }

    private static String json(Map<String, String> values) {
        var object = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(values).forEach(object::put);
        return object.toString();
    }

    private static ObjectNode namespace() {
        var namespace =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", NAMESPACE);
        return namespace;
    }
}
