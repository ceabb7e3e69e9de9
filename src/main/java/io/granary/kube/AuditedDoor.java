// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The door to a site, which leaves a line in the audit log ({@code io.granary.audit}) for every request that may change
 * something there: where, what, why, who asked for it where that is known, and with which result. There is no other way
 * to a site, so what has no line was not done by this hub. Of what is written only kind, name and Granary's own labels
 * are told, for it may hold secrets.
 */
final class AuditedDoor implements ApiDoor {
    private final ApiDoor door;
    private final String site;
    private final DoorMeters meters;
    private final BasicLogger audit;

    AuditedDoor(ApiDoor door, String site, DoorMeters meters) {
        this(door, site, meters, Logger.getLogger("io.granary.audit"));
    }

    AuditedDoor(ApiDoor door, String site, DoorMeters meters, BasicLogger audit) {
        this.door = door;
        this.site = site;
        this.meters = meters;
        this.audit = audit;
    }

    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        if (call.method().equals("GET")) {
            return door.send(call);
        }
        var what = what(call).within(Purpose.current());
        return door.send(call).whenComplete((reply, failure) -> tell(call, what, result(reply, failure)));
    }

    /** Streams are lists and watches, which change nothing. */
    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        return door.stream(call, reader);
    }

    @Override
    public Duration heldFor() {
        return door.heldFor();
    }

    @Override
    public @Nullable Instant certificateExpires() {
        return door.certificateExpires();
    }

    @Override
    public void recovered() {
        door.recovered();
    }

    /** What is written, and the labels by which one finds who asked for it. */
    private record What(String object, String why) {
        What within(String purpose) {
            return purpose.isEmpty() ? this : new What(object, why + ", " + purpose);
        }
    }

    private void tell(ApiCall call, What what, String result) {
        meters.wrote(call.method(), result.startsWith("2"));
        var query = call.path().indexOf('?');
        var path = query < 0 ? call.path() : call.path().substring(0, query);
        audit.infof(
                "site %s: %s %s %s because of %s: %s", site, call.method(), path, what.object(), what.why(), result);
    }

    private static String result(@Nullable ApiReply reply, @Nullable Throwable failure) {
        if (reply != null) {
            return Integer.toString(reply.status());
        }
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ApiProblem.Failure refused
                ? "no answer, " + refused.problem().kind().name()
                : "no answer";
    }

    private static What what(ApiCall call) {
        var body = call.body();
        if (body == null || body.length == 0) {
            return new What("", "the path");
        }
        try {
            var object = Wire.read(body, JsonNode.class);
            var meta = object.path("metadata");
            var marks = new TreeMap<String, String>();
            for (var field : new String[] {"annotations", "labels"}) {
                for (var mark : meta.path(field).properties()) {
                    if (mark.getKey().startsWith("granary.io/")
                            && mark.getValue().asText().length() <= 128) {
                        marks.put(
                                mark.getKey().substring("granary.io/".length()),
                                mark.getValue().asText());
                    }
                }
            }
            var kind = object.path("kind").asText("");
            var name = PlainText.of(kind + "/" + meta.path("name").asText(""), 300);
            return new What(name, PlainText.of(marks.toString(), 600));
        } catch (RuntimeException noObject) {
            return new What("", "the path");
        }
    }
}
