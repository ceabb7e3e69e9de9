// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import io.granary.inventory.core.ReflectorAction.AskTurn;
import io.granary.inventory.core.ReflectorAction.BeginList;
import io.granary.inventory.core.ReflectorAction.CloseStream;
import io.granary.inventory.core.ReflectorAction.CompleteList;
import io.granary.inventory.core.ReflectorAction.FetchPage;
import io.granary.inventory.core.ReflectorAction.GiveTurn;
import io.granary.inventory.core.ReflectorAction.Live;
import io.granary.inventory.core.ReflectorAction.Lost;
import io.granary.inventory.core.ReflectorAction.NoteProgress;
import io.granary.inventory.core.ReflectorAction.OpenWatch;
import io.granary.inventory.core.ReflectorAction.StreamList;
import java.util.List;

/**
 * How one kind of one site is kept in step, as a pure machine: an event in, the next state and what to do out. It
 * guarantees that rows are swept only after a list that came to its true end, that every list has a new epoch and every
 * watch a new connection, and that resource versions are never compared across epochs.
 *
 * @param phase what it is about
 * @param fence under which changes are handed to the store now
 * @param version from which a watch resumes; of the list's first page while a list runs; empty where unknown
 * @param complete whether a list came to its end since {@code version} was last lost: only then a watch may resume
 * @param failures since the last progress
 * @param list how far the running list has come
 */
public record ReflectorState(Phase phase, Fence fence, String version, boolean complete, int failures, Listing list) {

    /** Most pages and objects of one list, over all its pages. */
    static final int MOST_PAGES = 2_000;

    static final int MOST_OBJECTS = 200_000;

    public enum Phase {
        /** The site is not connected. */
        HELD,
        /** In line for its turn. */
        WAITING,
        /** Reads a list in pages. */
        LISTING,
        /** Reads a list as a stream. */
        STREAMING,
        /** In step. */
        WATCHING,
        STOPPED
    }

    /** @param token of the last page asked for */
    public record Listing(int pages, int objects, String token) {
        static final Listing NONE = new Listing(0, 0, "");
    }

    /** What follows from an event. */
    public record Step(ReflectorState next, List<ReflectorAction> actions) {}

    /** Nothing is known of the site, or all that was known needs a new list; {@code fence} is the newest ever used. */
    public static ReflectorState fresh(Fence fence) {
        return new ReflectorState(Phase.HELD, fence, "", false, 0, Listing.NONE);
    }

    /** The rows are complete up to this version: begins with a watch. */
    public static ReflectorState resuming(Fence fence, String version) {
        return new ReflectorState(Phase.HELD, fence, version, true, 0, Listing.NONE);
    }

    public Step on(ReflectorEvent event) {
        if (phase == Phase.STOPPED) {
            return stay();
        }
        return switch (event) {
            case ReflectorEvent.Connected ignored -> phase == Phase.HELD ? ask(this) : stay();
            case ReflectorEvent.Disconnected ignored -> disconnected();
            case ReflectorEvent.Turn turn -> phase == Phase.WAITING ? begin(turn.streamed()) : stay();
            case ReflectorEvent.PageEnd end -> phase == Phase.LISTING ? pageEnd(end) : stay();
            case ReflectorEvent.Opened ignored -> phase == Phase.WATCHING ? step(this, new Live()) : stay();
            case ReflectorEvent.InitialEnd end -> phase == Phase.STREAMING ? initialEnd(end) : stay();
            case ReflectorEvent.Progress progress -> phase == Phase.WATCHING ? progress(progress) : stay();
            case ReflectorEvent.Ended ignored -> ended();
            case ReflectorEvent.Failed failed -> phase == Phase.HELD ? held(failed.fault()) : failed(failed.fault());
            case ReflectorEvent.Stopped ignored -> step(in(Phase.STOPPED), new CloseStream(), new GiveTurn());
        };
    }

    private Step begin(boolean streamed) {
        if (complete) {
            var watching = new ReflectorState(
                    Phase.WATCHING, new Fence(fence.epoch(), fence.connection() + 1), version, true, failures, list);
            return step(watching, new GiveTurn(), new OpenWatch(version));
        }
        var epoch = new Fence(fence.epoch() + 1, 0);
        var phase = streamed ? Phase.STREAMING : Phase.LISTING;
        var next = new ReflectorState(phase, epoch, "", false, failures, Listing.NONE);
        return step(next, new BeginList(), streamed ? new StreamList() : new FetchPage(""));
    }

    private Step pageEnd(ReflectorEvent.PageEnd end) {
        var token = end.page().next();
        var objects = list.objects() + end.objects();
        var first = version.isEmpty() ? end.page().resourceVersion() : version;
        if (token.isEmpty()) {
            var watching = new ReflectorState(
                    Phase.WATCHING, new Fence(fence.epoch(), 1), first, true, failures, Listing.NONE);
            return step(watching, new CompleteList(first), new GiveTurn(), new OpenWatch(first));
        }
        var endless = end.objects() == 0 || token.equals(list.token());
        if (endless || list.pages() + 1 >= MOST_PAGES || objects > MOST_OBJECTS) {
            return failed(ReflectorFault.REJECTED);
        }
        var more = new Listing(list.pages() + 1, objects, token);
        return step(new ReflectorState(phase, fence, first, false, failures, more), new FetchPage(token));
    }

    private Step initialEnd(ReflectorEvent.InitialEnd end) {
        if (ScalarProjection.version(end.resourceVersion()) < 0) {
            return failed(ReflectorFault.REJECTED);
        }
        var watching = new ReflectorState(Phase.WATCHING, fence, end.resourceVersion(), true, failures, Listing.NONE);
        return step(watching, new CompleteList(end.resourceVersion()), new GiveTurn(), new Live());
    }

    private Step progress(ReflectorEvent.Progress progress) {
        var now = ScalarProjection.version(progress.resourceVersion());
        if (now < 0) {
            return failed(ReflectorFault.REJECTED);
        }
        if (now < ScalarProjection.version(version)) {
            return failed(ReflectorFault.BACKWARDS);
        }
        var next = new ReflectorState(phase, fence, progress.resourceVersion(), true, 0, list);
        return step(next, new NoteProgress(progress.resourceVersion()));
    }

    private Step ended() {
        return switch (phase) {
            case WATCHING -> ask(new ReflectorState(Phase.WATCHING, fence, version, complete, failures + 1, list));
            case STREAMING, LISTING -> failed(ReflectorFault.UNREACHABLE);
            case HELD, WAITING, STOPPED -> stay();
        };
    }

    private Step failed(ReflectorFault fault) {
        var isMoot = fault == ReflectorFault.AUDIT
                ? phase != Phase.WATCHING
                : fault == ReflectorFault.REBORN && phase == Phase.WAITING && !complete;
        if (isMoot) {
            return stay();
        }
        var keeps = complete
                && switch (fault) {
                    case DISCONNECTED, UNREACHABLE, DENIED, THROTTLED, ABSENT, UNSUPPORTED -> true;
                    case EXPIRED, REJECTED, BACKWARDS, REBORN, AUDIT -> false;
                };
        var counts = fault != ReflectorFault.UNSUPPORTED && fault != ReflectorFault.AUDIT;
        var next = new ReflectorState(
                Phase.WAITING, fence, keeps ? version : "", keeps, counts ? failures + 1 : failures, Listing.NONE);
        var ask = new AskTurn(!keeps, next.failures());
        return counts
                ? step(next, new CloseStream(), new GiveTurn(), new Lost(fault), ask)
                : step(next, new CloseStream(), new GiveTurn(), ask);
    }

    /** While not connected only one thing matters: whether the watch may still resume. */
    private Step held(ReflectorFault fault) {
        var forgets = fault == ReflectorFault.REBORN;
        return forgets ? step(fresh(fence)) : stay();
    }

    private Step disconnected() {
        if (phase == Phase.HELD) {
            return stay();
        }
        var held = new ReflectorState(Phase.HELD, fence, complete ? version : "", complete, 0, Listing.NONE);
        return step(held, new CloseStream(), new GiveTurn(), new Lost(ReflectorFault.DISCONNECTED));
    }

    private static Step ask(ReflectorState state) {
        return step(state.in(Phase.WAITING), new AskTurn(!state.complete, state.failures));
    }

    private ReflectorState in(Phase other) {
        return new ReflectorState(other, fence, version, complete, failures, list);
    }

    private Step stay() {
        return new Step(this, List.of());
    }

    private static Step step(ReflectorState next, ReflectorAction... actions) {
        return new Step(next, List.of(actions));
    }
}
