// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.ObjectChange;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open websockets of {@code /v1/subscribe}. */
final class Subscriptions {
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Steve steve;
    private final Vertx vertx;

    Subscriptions(Steve steve, Vertx vertx) {
        this.steve = steve;
        this.vertx = vertx;
    }

    void open(SteveCall call) {
        if (!"websocket".equalsIgnoreCase(call.request().getHeader("Upgrade"))) {
            SteveAnswer.error(call.request(), 400, "BadRequest", "subscribe is for websockets");
            return;
        }
        call.request().toWebSocket().onSuccess(socket -> {
            var subscription = new Subscription(steve, vertx, call, socket);
            open.add(subscription);
            socket.closeHandler(nothing -> {
                open.remove(subscription);
                subscription.close();
            });
        });
    }

    /** Called on the writer's thread, in the order of the writes. */
    void changed(ObjectChange change) {
        for (var subscription : open) {
            subscription.offer(change);
        }
    }
}
