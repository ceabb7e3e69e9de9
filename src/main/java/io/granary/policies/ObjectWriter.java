// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.DoorResources;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import io.granary.kube.Written;
import io.granary.policies.SettingWriter.Result;
import io.granary.policies.core.ObjectComparison;
import io.granary.policies.core.ObjectKind;
import io.granary.policies.core.SeenObject;
import io.granary.policies.core.SeenObject.Maker;
import io.granary.policies.core.SeenSetting.Hold;
import io.granary.policies.core.SeenSetting.Writer;
import io.granary.policies.core.WantedObject;
import io.granary.rollout.SiteObjects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads, applies and deletes the objects of policies at a site. What Granary made carries a label with the name of its
 * policy; only that is ever deleted, and what somebody else made stays when the policy lets go of it.
 */
final class ObjectWriter {
    private static final String POLICY = "granary.io/policy";

    private final RandomGenerator random;

    /** @param random safe for all threads */
    ObjectWriter(RandomGenerator random) {
        this.random = random;
    }

    /** @throws ApiProblem.Failure if the site does not answer */
    SeenObject look(ApiDoor door, String policy, WantedObject wanted) {
        var found = of(door, wanted.kind()).find(wanted.namespace(), wanted.name());
        if (found == null) {
            return new SeenObject(ObjectComparison.compare(wanted, null, ""), Writer.NOBODY, "", Maker.NOBODY);
        }
        var writer = writer(found);
        return new SeenObject(
                ObjectComparison.compare(wanted, found.toString(), writer.manager()),
                writer,
                found.path("metadata").path("resourceVersion").asText(""),
                isMade(found, policy) ? Maker.GRANARY : Maker.OTHERS);
    }

    private static boolean isMade(JsonNode object, String policy) {
        return object.path("metadata").path("labels").path(POLICY).asText("").equals(policy);
    }

    /** Whoever applies a part of the object besides its metadata, before whoever wrote last. */
    private static Writer writer(JsonNode object) {
        var last = Writer.NOBODY;
        for (var owner : object.path("metadata").path("managedFields")) {
            var manager = owner.path("manager").asText("");
            var applies = owner.path("operation").asText("").equals("Apply");
            var content = owner.path("fieldsV1").properties().stream()
                    .anyMatch(field -> !field.getKey().equals("f:metadata")
                            && !field.getKey().equals("f:status"));
            if (!content || manager.isEmpty()) {
                continue;
            }
            if (applies && !manager.equals("granary")) {
                return new Writer(manager.substring(0, Math.min(128, manager.length())), Hold.APPLIED);
            }
            last = new Writer(
                    manager.substring(0, Math.min(128, manager.length())), applies ? Hold.GRANARY : Hold.WRITTEN);
        }
        return last;
    }

    Result apply(ApiDoor door, String policy, WantedObject wanted, SeenObject seen) {
        var object = object(wanted);
        if (object == null) {
            return new Result.Refused(wanted.what() + " is no object: correct it in spec.objects.");
        }
        var meta = object.withObjectProperty("metadata");
        if (!seen.version().isEmpty()) {
            meta.put("resourceVersion", seen.version());
        }
        if (seen.maker() != Maker.OTHERS) {
            meta.withObjectProperty("labels").put(POLICY, policy).put("app.kubernetes.io/managed-by", "granary");
        }
        return switch (of(door, wanted.kind()).apply(object)) {
            case Written.Stored<ObjectNode> stored -> new Result.Done(null);
            case Written.Unchanged<ObjectNode> same -> new Result.Overtaken();
            case Written.Conflict<ObjectNode>(String message) ->
                message.contains("denied the request") ? refused(wanted, message) : new Result.Overtaken();
            case Written.Refused<ObjectNode>(ApiProblem problem) -> result(wanted, problem);
        };
    }

    private static @Nullable ObjectNode object(WantedObject wanted) {
        try {
            return Wire.mapper().readTree(wanted.json()) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException broken) {
            return null;
        }
    }

    /** Deletes what Granary made for this policy, unless the kind is one that stays. */
    Result delete(ApiDoor door, String policy, WantedObject gone) {
        if (gone.kind().removal() == ObjectKind.Removal.KEPT) {
            return new Result.Done(null);
        }
        var objects = of(door, gone.kind());
        try {
            var found = objects.find(gone.namespace(), gone.name());
            if (found == null || !isMade(found, policy)) {
                return new Result.Done(null);
            }
        } catch (ApiProblem.Failure failure) {
            return result(gone, failure.problem());
        }
        var problem = objects.delete(gone.namespace(), gone.name());
        return problem == null ? new Result.Done(null) : result(gone, problem);
    }

    private static Result result(WantedObject wanted, ApiProblem problem) {
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> refused(wanted, problem.message());
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> new Result.Silent(problem.message());
        };
    }

    private static Result refused(WantedObject wanted, String words) {
        var why = wanted.isSecret()
                ? ", in words that may hold what is in the Secret: ask the site, and correct the Secret or the policy."
                : " (" + words + "): correct it in the policy.";
        return new Result.Refused("The site refused " + wanted.what() + why);
    }

    private Resources<ObjectNode> of(ApiDoor door, ObjectKind kind) {
        return new DoorResources<>(door, SiteObjects.type(kind.apiVersion(), kind.plural()), random);
    }
}
