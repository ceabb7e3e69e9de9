// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Change;
import io.granary.inventory.core.Fence;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryEngine;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.InventoryWriter;
import io.granary.inventory.core.Kind;
import io.granary.inventory.core.PageAnswer;
import io.granary.inventory.core.PageRequest;
import io.granary.inventory.core.Replay;
import io.granary.inventory.core.SiteDetail;
import io.granary.inventory.core.SyncState;
import io.granary.kernel.SiteId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The inventory at work: one writer thread takes what the sites tell, publishes snapshots, and saves them to disk from
 * time to time. Readers never wait for it; callers that write wait when it is far behind, which is what keeps a storm
 * of sites from filling the memory.
 */
public final class InventoryStore implements InventoryWriter, Inventory, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InventoryStore.class);
    private static final long RESERVE = 1_000_000;

    private final InventoryEngine engine;
    private final InventoryFile file;
    private final Clock clock;
    private final InventoryQueue queue;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Duration saveEvery;
    private Instant lastSave;
    private long savedSequence = -1;
    private boolean changedSinceSave;
    private long reserved;
    private @Nullable Thread saving;

    /**
     * How a store is set up.
     *
     * @param directory of its files
     * @param window number of changes a watch can resume over; each takes about 1 KiB
     * @param saveEvery at least so long between two saves
     */
    public record Settings(Path directory, int window, Duration saveEvery) {}

    /**
     * Restores what was saved, and starts.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    public InventoryStore(Settings settings, Clock clock, LongSupplier nanoTime) {
        this.file = new InventoryFile(settings.directory());
        this.clock = clock;
        this.saveEvery = settings.saveEvery();
        this.lastSave = clock.instant();
        this.reserved = file.reserved(clock.millis());
        // Rows are gone: nobody may take the last number for the present state.
        long anew = reserved == 0 ? 0 : reserved + 1;
        this.engine =
                switch (file.read(frames -> InventoryEngine.restored(frames, settings.window(), reserved, nanoTime))) {
                    case InventoryFile.Restored.Engine(InventoryEngine restored) -> restored;
                    case InventoryFile.Restored.Nothing() -> InventoryEngine.empty(settings.window(), anew, nanoTime);
                    case InventoryFile.Restored.SetAside(String message) -> {
                        LOG.warn(message);
                        yield InventoryEngine.empty(settings.window(), anew, nanoTime);
                    }
                };
        this.queue = new InventoryQueue(nanoTime, this::publish);
        queue.start();
    }

    /** Runs on the writer's thread after commands, when a snapshot is due. */
    private void publish() {
        if (engine.isDirty()) {
            changedSinceSave = true;
            var view = engine.publishUpTo(this::reserve);
            LOG.tracef("published %d", view.sequence());
            listeners.forEach(Runnable::run);
        }
        if (changedSinceSave
                && saving == null
                && Duration.between(lastSave, clock.instant()).compareTo(saveEvery) >= 0) {
            startSaving();
        }
    }

    /** Makes sure that a sequence is never used again after a crash, before anybody sees it. */
    private void reserve(long sequence) {
        if (sequence <= reserved) {
            return;
        }
        try {
            file.reserve(sequence + RESERVE);
            reserved = sequence + RESERVE;
        } catch (IOException problem) {
            LOG.warnf(
                    "Cannot write the sequence beside the inventory (%s): after a crash watches may miss changes."
                            + " Make room on the disk, or the directory writable.",
                    problem.getMessage());
            reserved = sequence + RESERVE / 100;
        }
    }

    private void startSaving() {
        var image = engine.image(clock.instant());
        changedSinceSave = false;
        lastSave = clock.instant();
        saving = Thread.ofPlatform().name("inventory-save").daemon().start(() -> {
            save(image);
            queue.offer(0, () -> saving = null);
        });
    }

    private void save(InventoryEngine.Image image) {
        try {
            file.write(image);
            savedSequence = image.sequence();
        } catch (IOException problem) {
            LOG.warnf(
                    "Cannot save the inventory (%s); after a restart sites are listed anew."
                            + " Make room on the disk, or the directory writable.",
                    problem.getMessage());
        }
    }

    /** Applies what is queued, saves, and ends. Reading goes on with the last snapshot. */
    @Override
    public void close() {
        queue.stop();
        var running = saving;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        engine.publishUpTo(this::reserve);
        save(engine.image(clock.instant()));
        if (savedSequence == engine.view().sequence()) {
            try {
                file.reserve(savedSequence);
            } catch (IOException problem) {
                LOG.warnf("Cannot write the sequence beside the inventory: %s", problem.getMessage());
            }
        }
    }

    /** How full the queue of the writer is, 0 to 1: above a half, lists should wait with their next page. */
    public double pressure() {
        return queue.pressure();
    }

    @Override
    public InventoryView view() {
        return engine.view();
    }

    @Override
    public Optional<InventoryView> viewAt(long sequence) {
        return engine.viewAt(sequence);
    }

    @Override
    public PageAnswer page(PageRequest request) {
        return engine.page(request);
    }

    @Override
    public Replay replay(long after, int max) {
        return engine.replay(after, max);
    }

    @Override
    public Subscription onPublished(Runnable wake) {
        listeners.add(wake);
        return () -> listeners.remove(wake);
    }

    @Override
    public Optional<SyncState> syncState(SiteId site, Kind kind) {
        return engine.syncState(site, kind);
    }

    @Override
    public void siteKnown(SiteId site, String namespace, String name, Map<String, String> labels) {
        queue.offer(1, () -> engine.siteKnown(site, namespace, name, labels));
    }

    @Override
    public void siteRemoved(SiteId site) {
        queue.offer(1, () -> engine.siteRemoved(site));
    }

    @Override
    public void siteStale(SiteId site, Instant lastSeen, String reason) {
        queue.offer(1, () -> engine.siteStale(site, lastSeen, reason));
    }

    @Override
    public void siteLive(SiteId site) {
        queue.offer(1, () -> engine.siteLive(site));
    }

    @Override
    public void listBegan(SiteId site, Kind kind, Fence fence) {
        queue.offer(1, () -> engine.listBegan(site, kind, fence));
    }

    @Override
    public void apply(SiteId site, Kind kind, Fence fence, List<Change> changes) {
        queue.offer(changes.size(), () -> engine.apply(site, kind, fence, changes));
    }

    @Override
    public void listComplete(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        queue.offer(1, () -> engine.listComplete(site, kind, fence, resourceVersion));
    }

    @Override
    public void progressed(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        queue.offer(1, () -> engine.progressed(site, kind, fence, resourceVersion));
    }

    @Override
    public void siteDetail(SiteId site, SiteDetail.Part part) {
        queue.offer(1, () -> engine.siteDetail(site, part));
    }
}
