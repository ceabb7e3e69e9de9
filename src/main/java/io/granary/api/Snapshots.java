// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.Rows;
import io.granary.api.core.Rows.Snapshot;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.VersionWish;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Finds the snapshot that a client's resource version asks for, and waits a little for one that is about to come. */
final class Snapshots implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Rows rows;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final AutoCloseable subscription;

    Snapshots(Rows rows) {
        this.rows = rows;
        this.subscription = rows.onPublished(this::wake);
    }

    /**
     * The snapshot wished for. Blocks a virtual thread for at most three seconds.
     *
     * @throws StatusProblem 410 for one that is forgotten, 504 for one that is not there yet
     */
    Snapshot wished(VersionWish wish) {
        return switch (wish) {
            case VersionWish.Newest ignored -> rows.newest();
            case VersionWish.Any ignored -> rows.newest();
            case VersionWish.NotOlderThan(var revision) -> notOlderThan(revision);
            case VersionWish.Exactly(var revision) -> exactly(revision);
        };
    }

    private Snapshot exactly(long revision) {
        if (revision > rows.newest().revision()) {
            throw StatusProblem.revisionTooLarge(revision, rows.newest().revision());
        }
        return rows.at(revision)
                .orElseThrow(() -> StatusProblem.expired(
                        "The resourceVersion for the provided list is too old: ask without resourceVersionMatch=Exact",
                        null));
    }

    private Snapshot notOlderThan(long revision) {
        var left = PATIENCE.toNanos();
        lock.lock();
        try {
            var newest = rows.newest();
            while (newest.revision() < revision && left > 0) {
                left = published.awaitNanos(left);
                newest = rows.newest();
            }
            if (newest.revision() < revision) {
                throw StatusProblem.revisionTooLarge(revision, newest.revision());
            }
            return newest;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw StatusProblem.unavailable("the hub stops");
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
