// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The store without its thread and its file: what is written by one thread, and read by all through the last published
 * snapshot. Calls of {@link InventoryWriter} take effect for readers with the next {@link #publish}.
 */
public final class InventoryEngine implements InventoryWriter {
    /** The version of the form of saved bytes; bytes of another form cannot be read. */
    public static final int FORM = SavedInventory.FORM;

    private final InventoryState state;
    private final EventWindow events;
    private final HeldViews held;
    private final Map<Stream, SyncState> streams = new ConcurrentHashMap<>();
    private volatile TableView view;

    private InventoryEngine(InventoryState state, EventWindow events, LongSupplier nanoTime) {
        this.state = state;
        this.events = events;
        this.held = new HeldViews(nanoTime);
        this.view = state.publish();
        state.streams().keySet().forEach(this::noteStreams);
    }

    /**
     * An empty one.
     *
     * @param window number of changes that can be replayed, at least 1
     * @param after the greatest sequence that was ever given out
     * @param nanoTime as {@link System#nanoTime}, to forget snapshots held for continued lists
     */
    public static InventoryEngine empty(int window, long after, LongSupplier nanoTime) {
        var events = new EventWindow(window, after);
        var state = new InventoryState(new TableWriter(new Table()), Map.of(), after, events);
        return new InventoryEngine(state, events, nanoTime);
    }

    /**
     * One that goes on where a saved one stood: rows are there at once, each site marked as restored.
     *
     * @param frames of {@link #save}
     * @param after the greatest sequence that was ever given out
     * @throws IllegalStateException if the bytes are not of a saved inventory
     */
    public static InventoryEngine restored(Frames frames, int window, long after, LongSupplier nanoTime) {
        var saved = SavedInventory.read(new ByteSource(frames::next));
        long from = Math.max(after, saved.sequence());
        var events = new EventWindow(window, from);
        return new InventoryEngine(saved.resume(from, events), events, nanoTime);
    }

    /** Gives saved bytes back, as many at a time as they were taken; an empty array at the end. */
    public interface Frames {
        byte[] next();
    }

    /** Takes bytes to be saved, at most 1 MiB at a time. */
    public interface Drain {
        /** The array is used again after the call. */
        void take(byte[] bytes, int length);
    }

    /** A state to be saved, fixed: it can be written by another thread while this one goes on. */
    public interface Image {
        long sequence();

        void writeTo(Drain drain);
    }

    /** Fixes the present state, to be saved; by the writer. */
    public Image image(Instant now) {
        var saved = SavedInventory.of(state, now);
        return new Image() {
            @Override
            public long sequence() {
                return saved.sequence();
            }

            @Override
            public void writeTo(Drain drain) {
                var sink = new ByteSink(drain::take);
                saved.write(sink);
                sink.flush();
            }
        };
    }

    /** Whether something happened since the last publish. */
    public boolean isDirty() {
        return state.isDirty();
    }

    /** Makes all that was written visible, as one new snapshot. */
    public InventoryView publish() {
        view = state.publish();
        return view;
    }

    /** As {@link #publish}, but lets {@code reserve} make sure of the greatest sequence before anybody sees it. */
    public InventoryView publishUpTo(LongConsumer reserve) {
        var next = state.publish();
        reserve.accept(next.sequence());
        view = next;
        return next;
    }

    public InventoryView view() {
        return view;
    }

    public Optional<InventoryView> viewAt(long sequence) {
        var newest = view;
        return sequence == newest.sequence()
                ? Optional.of(newest)
                : held.find(sequence).map(InventoryView.class::cast);
    }

    public PageAnswer page(PageRequest request) {
        if (request.continuation().isEmpty()) {
            return held(view, view.page(request, null, 0));
        }
        var token = PageToken.parse(request.continuation());
        var newest = view;
        var of = token.sequence() == -1 || token.sequence() == newest.sequence()
                ? newest
                : held.find(token.sequence()).orElse(null);
        if (of == null) {
            return new PageAnswer.Expired(new PageToken(-1, token.question(), token.given(), token.after()).text());
        }
        if (token.question() != PageToken.question(request)) {
            throw new BadQuery("continue: the token is of a list with other selectors or another order");
        }
        return held(of, of.page(request, token.after(), token.given()));
    }

    private PageAnswer held(TableView of, PageAnswer.Page page) {
        if (!page.continuation().isEmpty() && page.view() == of) {
            held.hold(of);
        }
        return page;
    }

    public Replay replay(long after, int max) {
        return events.after(after, max, view.sequence());
    }

    public Optional<SyncState> syncState(SiteId site, Kind kind) {
        return Optional.ofNullable(streams.get(new Stream(site, kind)));
    }

    @Override
    public void siteKnown(SiteId site, String namespace, String name, Map<String, String> labels) {
        state.siteKnown(site, namespace, name, labels);
    }

    @Override
    public void siteRemoved(SiteId site) {
        state.siteRemoved(site);
        for (var kind : Kind.values()) {
            streams.remove(new Stream(site, kind));
        }
    }

    @Override
    public void siteStale(SiteId site, Instant lastSeen, String reason) {
        state.fresh(site, new Freshness.Stale(lastSeen, reason));
    }

    @Override
    public void siteLive(SiteId site) {
        state.fresh(site, new Freshness.Live());
    }

    @Override
    public void listBegan(SiteId site, Kind kind, Fence fence) {
        state.listBegan(site, kind, fence);
        noteStreams(site);
    }

    @Override
    public void apply(SiteId site, Kind kind, Fence fence, List<Change> changes) {
        state.apply(site, kind, fence, changes);
    }

    @Override
    public void listComplete(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        state.listComplete(site, kind, fence, resourceVersion);
        noteStreams(site);
    }

    @Override
    public void progressed(SiteId site, Kind kind, Fence fence, String resourceVersion) {
        state.progressed(site, kind, fence, resourceVersion);
        noteStreams(site);
    }

    @Override
    public void siteDetail(SiteId site, SiteDetail.Part part) {
        state.siteDetail(site, part);
    }

    private void noteStreams(SiteId site) {
        @Nullable SiteStreams of = state.streams().get(site);
        if (of != null) {
            of.states().forEach((kind, at) -> streams.put(new Stream(site, kind), at));
        }
    }

    private record Stream(SiteId site, Kind kind) {}
}
