// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A token that is rotated in place: read again after a 401, at most every 20 seconds, and every five minutes, because a
 * service account's token is replaced well before it expires. Keeps the last good value where reading fails.
 */
final class ReloadingCredentials implements Credentials {
    private static final Logger LOG = Logger.getLogger(ReloadingCredentials.class);
    private static final long AT_MOST_EVERY = Duration.ofSeconds(20).toNanos();
    private static final long AT_LEAST_EVERY = Duration.ofMinutes(5).toNanos();

    private final Supplier<@Nullable String> source;
    private final Executor executor;
    private final LongSupplier nanos;
    private volatile @Nullable String value;
    private volatile long readAt;

    /**
     * Reads once.
     *
     * @param source reads the value; may block, and may throw
     * @param executor reads again in the background
     */
    ReloadingCredentials(Supplier<@Nullable String> source, Executor executor, LongSupplier nanos) {
        this.source = source;
        this.executor = executor;
        this.nanos = nanos;
        this.value = source.get();
        this.readAt = nanos.getAsLong();
    }

    @Override
    public @Nullable String authorization() {
        readAgainAfter(AT_LEAST_EVERY);
        return value;
    }

    @Override
    public void refused(@Nullable String authorization) {
        if (Objects.equals(authorization, value)) {
            readAgainAfter(AT_MOST_EVERY);
        }
    }

    private void readAgainAfter(long age) {
        var now = nanos.getAsLong();
        if (now - readAt < age) {
            return;
        }
        synchronized (this) {
            if (now - readAt < age) {
                return;
            }
            readAt = now;
        }
        executor.execute(this::read);
    }

    private void read() {
        try {
            value = source.get();
        } catch (RuntimeException unreadable) {
            LOG.warnf("The token cannot be read again, the last one is kept: %s", unreadable.getMessage());
        }
    }
}
