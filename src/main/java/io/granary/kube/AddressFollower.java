// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps an origin where its source says that the server is: a kubeconfig, a mounted file, or Rancher's settings. They
 * change under a hub that runs, when Rancher gets another name or another certificate authority. What cannot be read
 * leaves everything as it was.
 */
final class AddressFollower {
    /** How often a source is read; two small requests where it is Rancher's settings. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(AddressFollower.class);

    private final ApiOrigin origin;
    private final Supplier<ApiAddress> source;
    private String lastTrouble = "";

    /** @param source reads the address; may block, and may throw */
    AddressFollower(ApiOrigin origin, Supplier<ApiAddress> source) {
        this.origin = origin;
        this.source = source;
    }

    /** Begins to look, until the process ends. */
    void start(Vertx vertx, Executor executor) {
        vertx.setPeriodic(EVERY.toMillis(), tick -> executor.execute(this::look));
    }

    /** Reads the address, and moves the origin where it is another one. */
    synchronized void look() {
        try {
            var now = source.get();
            var before = origin.address();
            if (!now.equals(before)) {
                origin.moveTo(now);
                LOG.infof(
                        "%s is reached at %s from now on%s",
                        before.url(),
                        now.url(),
                        now.trust().equals(before.trust()) ? "" : ", and trusts other authorities");
            }
            lastTrouble = "";
        } catch (RuntimeException unreadable) {
            var trouble = String.valueOf(unreadable.getMessage());
            if (!trouble.equals(lastTrouble)) {
                LOG.warnf("An address cannot be read again, the last one is kept: %s", trouble);
                lastTrouble = trouble;
            }
        }
    }
}
