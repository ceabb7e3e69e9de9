// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import io.granary.kube.PlainText;
import io.granary.kube.Wire;
import io.granary.sites.core.ProbeFacts;
import io.granary.sites.core.ProbeFacts.Answered;
import io.granary.sites.core.ProbeFacts.Failed;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a site who it is, four short questions one after the other. Waits: runs on virtual threads. */
final class SiteProbe {
    private final Clock clock;

    SiteProbe(Clock clock) {
        this.clock = clock;
    }

    ProbeFacts probe(ApiDoor door, @Nullable ProbeFacts before) {
        try {
            return ask(door);
        } catch (ApiProblem.Failure failure) {
            return failed(failure.problem(), before);
        }
    }

    private Answered ask(ApiDoor door) {
        var asked = clock.instant();
        var version = door.await(ApiCall.get("/version", Budget.OBJECT));
        var took = Duration.between(asked, clock.instant());
        var kubernetes = successful(version).path("gitVersion").asText(null);
        var uid = successful(door.await(ApiCall.get("/api/v1/namespaces/kube-system", Budget.OBJECT)))
                .path("metadata")
                .path("uid")
                .asText("");
        if (uid.isEmpty() || uid.length() > 64) {
            throw new ApiProblem.Failure(
                    new ApiProblem(ApiProblem.Kind.REJECTED, "The site's namespace kube-system has no UID"));
        }
        var nodes = successful(door.await(ApiCall.get("/api/v1/nodes?limit=500", Budget.PAGE)))
                .path("items");
        var skew = version.serverDate() == null
                ? null
                : Duration.between(asked.plus(took.dividedBy(2)), version.serverDate());
        return new Answered(
                clock.instant(),
                PlainText.of(uid, 64),
                harvester(door),
                kubernetes == null ? null : PlainText.of(kubernetes, 64),
                ready(nodes),
                nodes.size(),
                skew,
                door.certificateExpires());
    }

    /** The value counts before the default; null where the site is no Harvester cluster. */
    private static @Nullable String harvester(ApiDoor door) {
        var path = "/apis/harvesterhci.io/v1beta1/settings/server-version";
        var reply = door.await(ApiCall.get(path, Budget.OBJECT));
        if (reply.status() == 404) {
            return null;
        }
        var setting = successful(reply);
        var value = setting.path("value").asText("");
        var version = PlainText.of(value.isEmpty() ? setting.path("default").asText("") : value, 64);
        return version.isEmpty() ? null : version;
    }

    private static int ready(JsonNode nodes) {
        var ready = 0;
        for (var node : nodes) {
            for (var condition : node.path("status").path("conditions")) {
                var says = condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True");
                ready += says ? 1 : 0;
            }
        }
        return Math.min(ready, nodes.size());
    }

    private static JsonNode successful(ApiReply reply) {
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        var tree = Wire.read(reply.body(), JsonNode.class);
        if (!tree.isObject()) {
            throw new ApiProblem.Failure(new ApiProblem(ApiProblem.Kind.REJECTED, "The site's answer is no object"));
        }
        return tree;
    }

    /** A request that was not sent says nothing new of the site. */
    private ProbeFacts failed(ApiProblem problem, @Nullable ProbeFacts before) {
        if (before instanceof Failed && problem.kind() == ApiProblem.Kind.NOT_SENT) {
            return before;
        }
        var reason = switch (problem.kind()) {
            case UNREACHABLE, NOT_SENT -> "Unreachable";
            case UNAUTHENTICATED -> "CredentialInvalid";
            case FORBIDDEN -> "Forbidden";
            case THROTTLED -> "Throttled";
            case ABSENT, EXPIRED -> "NotHarvester";
            case REJECTED -> "DataRejected";
        };
        return new Failed(
                clock.instant(), reason, Objects.requireNonNull(problem.message()), ProbeFacts.answer(before));
    }
}
