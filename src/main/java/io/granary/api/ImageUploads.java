// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.StatusProblem.Cause;
import io.granary.images.Uploads;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Files on their way into the image library. Each piece is a request of its own, as Rancher takes bodies of at most 1
 * MiB (its setting {@code public-api-body-limit}), and API servers end requests after a minute.
 */
final class ImageUploads {
    private final Supplier<Optional<Uploads>> uploads;

    /** @param uploads empty where this hub keeps no library */
    ImageUploads(Supplier<Optional<Uploads>> uploads) {
        this.uploads = uploads;
    }

    void create(ApiRoute.Collection route, Call call) {
        if (route.namespace().isEmpty()) {
            throw StatusProblem.noSuchPath();
        }
        var file = call.parameters().getOrDefault("file", "");
        var piece = new Uploads.Piece(
                file, number(call, "offset"), number(call, "size"), call.body().getBytes());
        switch (append(route.namespace(), piece)) {
            case Uploads.Answer.Added(var progress) -> answer(call, 201, route.namespace(), progress);
            case Uploads.Answer.Elsewhere(var progress) ->
                throw StatusProblem.conflict(
                        ApiKinds.GROUP,
                        ApiKinds.IMAGE_UPLOADS.plural(),
                        file,
                        progress.received() + " of " + progress.size() + " bytes have come: go on from offset="
                                + progress.received() + ", or begin anew from offset=0");
            case Uploads.Answer.Refused(var field, var why) ->
                throw wrong(field, call.parameters().getOrDefault(field, ""), why);
            case Uploads.Answer.NoRoom(var why) -> throw StatusProblem.noRoom(why);
        }
    }

    void get(ApiRoute.Item route, Call call) {
        try {
            var progress = library().find(route.namespace(), route.name());
            answer(call, 200, route.namespace(), progress.orElseThrow(() -> absent(route)));
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static StatusProblem absent(ApiRoute.Item route) {
        return StatusProblem.notFound(ApiKinds.GROUP, ApiKinds.IMAGE_UPLOADS.plural(), route.name());
    }

    private Uploads.Answer append(String namespace, Uploads.Piece piece) {
        try {
            return library().append(namespace, piece);
        } catch (IOException unwritable) {
            throw unreadable(unwritable);
        }
    }

    private Uploads library() {
        return uploads.get()
                .orElseThrow(() -> StatusProblem.unavailable(
                        "this hub keeps no image library: set granary.library.enabled, or ask the hub that does"));
    }

    private static StatusProblem unreadable(IOException failure) {
        return StatusProblem.unavailable("the library's disk cannot be used: " + failure.getMessage());
    }

    private static long number(Call call, String parameter) {
        var text = call.parameters().getOrDefault(parameter, "0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException word) {
            throw wrong(parameter, text, "it is a number of bytes");
        }
    }

    private static StatusProblem wrong(String field, String value, String why) {
        return StatusProblem.invalid(
                ApiKinds.GROUP, ApiKinds.IMAGE_UPLOADS.kind(), List.of(Cause.invalid(field, value, why)));
    }

    private static void answer(Call call, int code, String namespace, Uploads.Progress progress) {
        Replies.bytes(call.request(), code, Replies.JSON, Rendering.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("kind", ApiKinds.IMAGE_UPLOADS.kind());
            json.writeStringField("apiVersion", ApiKinds.GROUP_VERSION);
            json.writeObjectFieldStart("metadata");
            json.writeStringField("name", progress.file());
            json.writeStringField("namespace", namespace);
            json.writeEndObject();
            json.writeObjectFieldStart("status");
            json.writeNumberField("received", progress.received());
            json.writeNumberField("size", progress.size());
            json.writeBooleanField("complete", progress.isWhole());
            json.writeEndObject();
            json.writeEndObject();
        }));
    }
}
