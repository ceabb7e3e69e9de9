// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.fault;

import io.granary.simulator.rancher.Caller;
import io.granary.simulator.rancher.ClusterApi;
import io.netty.handler.codec.DateFormatter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Date;

/** A site's API with its faults in front: late when the link is slow, absurd when the site is hostile. */
public final class FaultyApi implements ClusterApi {
    private final Vertx vertx;
    private final FaultDesk desk;
    private final String clusterId;
    private final ClusterApi api;
    private final HostileReplies replies;

    public FaultyApi(Vertx vertx, FaultDesk desk, String clusterId, ClusterApi api) {
        this.vertx = vertx;
        this.desk = desk;
        this.clusterId = clusterId;
        this.api = api;
        this.replies = new HostileReplies(vertx);
    }

    @Override
    public void handle(HttpServerRequest request, String path, Caller caller) {
        long delay = desk.delay(clusterId).toMillis();
        if (delay < 1) {
            answer(request, path, caller);
            return;
        }
        request.pause();
        vertx.setTimer(delay, timer -> {
            request.resume();
            answer(request, path, caller);
        });
    }

    private void answer(HttpServerRequest request, String path, Caller caller) {
        request.response().putHeader("Date", DateFormatter.format(Date.from(desk.time(clusterId))));
        var hostility = desk.hostility(clusterId);
        if (hostility.isPresent()) {
            replies.answer(request, hostility.get());
        } else {
            api.handle(request, path, caller);
        }
    }
}
