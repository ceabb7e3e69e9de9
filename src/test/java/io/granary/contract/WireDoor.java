// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import io.granary.kube.ApiCall;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiReply;
import io.granary.kube.ApiStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The hub's way to a server under test, without its guards. */
record WireDoor(Wire wire) implements ApiDoor {
    @Override
    public CompletionStage<ApiReply> send(ApiCall call) {
        var body = call.body() == null ? null : Wire.json(call.body());
        var type = call.headers().getOrDefault("content-type", "");
        var answer = wire.send(call.method(), call.path(), type, "application/json", body);
        var bytes = answer.body().toString().getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.completedFuture(new ApiReply(answer.code(), answer.contentType(), null, bytes));
    }

    @Override
    public ApiStream stream(ApiCall call, ApiStream.Reader reader) {
        throw new UnsupportedOperationException();
    }
}
