// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One timer for all watches of the process: each second every watch is asked whether its time has come. */
final class WatchPulse {
    private static final long NONE = -1;
    private final Vertx vertx;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private long timer = NONE;

    WatchPulse(Vertx vertx) {
        this.vertx = vertx;
    }

    synchronized void add(Watch watch) {
        watches.add(watch);
        if (timer == NONE) {
            timer = vertx.setPeriodic(1000, id -> watches.forEach(Watch::second));
        }
    }

    synchronized void remove(Watch watch) {
        watches.remove(watch);
        if (watches.isEmpty() && timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }
}
