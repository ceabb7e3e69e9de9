// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.StatusProblem;
import io.granary.api.core.VersionWish;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryView;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Finds the snapshot that a client's resource version asks for, and waits a little for one that is about to come. */
final class Snapshots implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Inventory inventory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final Inventory.Subscription subscription;

    Snapshots(Inventory inventory) {
        this.inventory = inventory;
        this.subscription = inventory.onPublished(this::wake);
    }

    /**
     * The snapshot wished for. Blocks a virtual thread for at most three seconds.
     *
     * @throws StatusProblem 410 for one that is forgotten, 504 for one that is not there yet
     */
    InventoryView wished(VersionWish wish) {
        return switch (wish) {
            case VersionWish.Newest ignored -> inventory.view();
            case VersionWish.Any ignored -> inventory.view();
            case VersionWish.NotOlderThan(var revision) -> notOlderThan(revision);
            case VersionWish.Exactly(var revision) -> exactly(revision);
        };
    }

    private InventoryView exactly(long revision) {
        if (revision > inventory.view().sequence()) {
            throw StatusProblem.revisionTooLarge(revision, inventory.view().sequence());
        }
        return inventory
                .viewAt(revision)
                .orElseThrow(() -> StatusProblem.expired(
                        "The resourceVersion for the provided list is too old: ask without resourceVersionMatch=Exact",
                        null));
    }

    private InventoryView notOlderThan(long revision) {
        var left = PATIENCE.toNanos();
        lock.lock();
        try {
            var newest = inventory.view();
            while (newest.sequence() < revision && left > 0) {
                left = published.awaitNanos(left);
                newest = inventory.view();
            }
            if (newest.sequence() < revision) {
                throw StatusProblem.revisionTooLarge(revision, newest.sequence());
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
    public void close() {
        subscription.close();
    }
}
