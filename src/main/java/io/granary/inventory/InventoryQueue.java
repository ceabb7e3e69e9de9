// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Commands for the one writer thread, bounded by the changes they hold. Publishes at once, then 10 to 50 ms after the
 * last time: the longer a publish takes, the rarer it is, so that it takes at most a twentieth of the time.
 */
final class InventoryQueue {
    private static final Logger LOG = Logger.getLogger(InventoryQueue.class);
    private static final int ROOM = 50_000;
    private static final long SOONEST = 10_000_000;
    private static final long LATEST = 50_000_000;

    private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM);
    private final LongSupplier nanoTime;
    private final Runnable publish;
    private final Thread thread;
    private volatile boolean stopping;

    InventoryQueue(LongSupplier nanoTime, Runnable publish) {
        this.nanoTime = nanoTime;
        this.publish = publish;
        this.thread = Thread.ofPlatform().name("inventory-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread after the commands that are queued. */
    void stop() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits while there is no room for so many changes. */
    void offer(int changes, Runnable run) {
        int weight = Math.min(changes, ROOM / 2);
        room.acquireUninterruptibly(weight);
        commands.add(new Command(weight, run));
    }

    double pressure() {
        return 1 - (double) room.availablePermits() / ROOM;
    }

    private void run() {
        long due = nanoTime.getAsLong();
        boolean pending = false;
        while (true) {
            var command = next(pending ? due - nanoTime.getAsLong() : LATEST);
            if (command != null) {
                execute(command);
                pending = true;
            }
            long now = nanoTime.getAsLong();
            if (command == null || now >= due) {
                guarded(publish);
                pending = false;
                long end = nanoTime.getAsLong();
                due = end + Math.clamp(20 * (end - now), SOONEST, LATEST);
                if (stopping && commands.isEmpty()) {
                    return;
                }
            }
        }
    }

    private @Nullable Command next(long nanos) {
        try {
            return commands.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            stopping = true;
            return null;
        }
    }

    private void execute(Command command) {
        try {
            guarded(command.run);
        } finally {
            room.release(command.weight);
        }
    }

    /** A bug in one command must not end the writer: the store would stand still and look alive. */
    private static void guarded(Runnable run) {
        try {
            run.run();
        } catch (RuntimeException bug) {
            LOG.error("A command of the inventory failed; please report this", bug);
        }
    }

    private record Command(int weight, Runnable run) {}
}
