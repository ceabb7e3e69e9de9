// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.DoorResources;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import io.granary.kube.Written;
import io.granary.policies.core.WantedSetting;
import io.granary.rollout.SiteObjects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes one setting at one site by server-side apply as {@code granary}, so that who reads the object sees who has it.
 * It writes over exactly what was judged: another version of the object is left alone.
 */
final class SettingWriter {
    private final RandomGenerator random;

    /** @param random safe for all threads */
    SettingWriter(RandomGenerator random) {
        this.random = random;
    }

    sealed interface Result {
        /** @param setting as it is now; null for other objects */
        record Done(@Nullable SettingWire setting) implements Result {}

        /** It changed since it was judged: what the watch brings is judged anew. */
        record Overtaken() implements Result {}

        /** The site will not have it; asking again soon does not help. */
        record Refused(String sentence) implements Result {}

        /** The site did not answer. */
        record Silent(String why) implements Result {}
    }

    /** @param version that was judged */
    Result write(ApiDoor door, WantedSetting wanted, String version) {
        Resources<ObjectNode> settings =
                new DoorResources<>(door, SiteObjects.type(SettingWire.API_VERSION, "settings"), random);
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", SettingWire.API_VERSION)
                .put("kind", "Setting");
        var metadata = object.putObject("metadata").put("name", wanted.name()).put("resourceVersion", version);
        if (!wanted.stamp().isEmpty()) {
            metadata.putObject("annotations").put(SettingWire.STAMP, wanted.stamp());
        }
        object.put("value", wanted.value());
        return switch (settings.apply(object)) {
            case Written.Stored<ObjectNode>(ObjectNode stored) ->
                new Result.Done(Wire.mapper().convertValue(stored, SettingWire.class));
            case Written.Unchanged<ObjectNode> same -> new Result.Overtaken();
            case Written.Conflict<ObjectNode>(String message) ->
                message.contains("denied the request") ? refused(wanted, message) : new Result.Overtaken();
            case Written.Refused<ObjectNode>(ApiProblem problem) -> refused(wanted, problem);
        };
    }

    private static Result refused(WantedSetting wanted, ApiProblem problem) {
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> refused(wanted, problem.message());
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> new Result.Silent(problem.message());
        };
    }

    private static Result refused(WantedSetting wanted, String words) {
        if (wanted.isSecret()) {
            return new Result.Refused("The site refused " + wanted.what()
                    + ", in words that may hold what is in the Secret: correct the Secret or the policy.");
        }
        return new Result.Refused(
                "The site refused " + wanted.what() + " (" + words + "): correct the value in the policy.");
    }
}
