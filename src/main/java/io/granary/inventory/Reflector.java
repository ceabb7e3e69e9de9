// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Change;
import io.granary.inventory.core.PageProjection;
import io.granary.inventory.core.ReflectorAction;
import io.granary.inventory.core.ReflectorEvent;
import io.granary.inventory.core.ReflectorFault;
import io.granary.inventory.core.ReflectorState;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiStream;
import io.granary.kube.Budget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one kind of one site in step: carries out what {@link ReflectorState} decides. Everything runs under its lock;
 * a reply that is not the current one is not heard, so that nothing of an older connection can slip through.
 */
final class Reflector {
    private static final Duration REST = Duration.ofSeconds(1);
    /** So often the spacing of lists is halved for the first of several. */
    private static final int SOON = 4;

    private static final Duration PROOF_DEADLINE = Duration.ofSeconds(10);

    private final SiteSync site;
    private final SiteSyncTools tools;
    private final InventoryKinds.Watched kind;
    private ReflectorState state;
    private ReflectorPacer.@Nullable Turn turn;
    private @Nullable ApiStream stream;
    private @Nullable ReflectorReader reader;
    private ReflectorTimer.@Nullable Pending deadline;
    private volatile boolean open;
    private @Nullable ReflectorProof last;
    private long listedAt;
    private boolean listed;
    private int relists;

    Reflector(SiteSync site, SiteSyncTools tools, InventoryKinds.Watched kind, ReflectorState state) {
        this.site = site;
        this.tools = tools;
        this.kind = kind;
        this.state = state;
    }

    /** True while a watch is open that follows a complete list. */
    boolean isOpen() {
        return open;
    }

    synchronized void on(ReflectorEvent event) {
        var step = state.on(event);
        state = step.next();
        for (var action : step.actions()) {
            act(action);
        }
        if (state.phase() != ReflectorState.Phase.WATCHING) {
            open = false;
        }
        site.judge();
    }

    private void act(ReflectorAction action) {
        switch (action) {
            case ReflectorAction.AskTurn ask -> ask(ask.forList(), ask.failures());
            case ReflectorAction.GiveTurn ignored -> giveTurn();
            case ReflectorAction.BeginList ignored -> begin();
            case ReflectorAction.FetchPage page -> fetch(page.token());
            case ReflectorAction.StreamList ignored -> streamList();
            case ReflectorAction.OpenWatch watch -> watch(watch.resourceVersion());
            case ReflectorAction.CompleteList list -> complete(list.resourceVersion());
            case ReflectorAction.NoteProgress progress ->
                tools.writer().progressed(site.id(), kind.kind(), state.fence(), site.mark(progress.resourceVersion()));
            case ReflectorAction.CloseStream ignored -> close();
            case ReflectorAction.Live ignored -> open = true;
            case ReflectorAction.Lost lost -> site.lost(lost.fault());
        }
    }

    private void ask(boolean forList, int failures) {
        var pause = longer(
                tools.pause(failures),
                failures == 0 ? Duration.ZERO : site.door().heldFor());
        if (forList && listed) {
            var since = Duration.ofNanos(tools.timer().nanos() - listedAt);
            pause = longer(pause, spacing().minus(since));
        }
        var want = !forList
                ? ReflectorPacer.Want.WATCH
                : failures > 0 ? ReflectorPacer.Want.RETRY : ReflectorPacer.Want.LIST;
        var holder = new ReflectorPacer.Turn[1];
        var asked = tools.pacer().ask(want, pause, () -> granted(holder));
        holder[0] = asked;
        turn = asked;
    }

    /** The first lists after one another follow soon; who goes on asking for them waits the whole spacing. */
    private Duration spacing() {
        return tools.limits().relistSpacing().dividedBy(1 << Math.max(0, SOON - relists));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private synchronized void granted(ReflectorPacer.Turn[] holder) {
        var mine = holder[0];
        if (turn == mine) {
            site.identity().check(fault -> verified(mine, fault));
        }
    }

    private synchronized void verified(ReflectorPacer.Turn mine, @Nullable ReflectorFault fault) {
        if (turn == mine && fault != null) {
            on(new ReflectorEvent.Failed(fault));
        }
        // A list goes on even though the cluster is another one: nothing of the old one was to be kept.
        if (turn == mine && (fault == null || fault == ReflectorFault.REBORN)) {
            var unproven = state.complete() && last == null;
            on(new ReflectorEvent.Turn(site.streamsLists()));
            if (unproven) {
                site.resumed();
            }
        }
    }

    private void giveTurn() {
        if (turn != null) {
            turn.give();
            turn = null;
        }
    }

    private void begin() {
        tools.meters().lists.increment();
        tools.writer().listBegan(site.id(), kind.kind(), state.fence());
    }

    private void fetch(String token) {
        var more = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        var page = new ReflectorReader(this, kind.shape(), ReflectorReader.Mode.PAGE, tools.meters());
        read(page, "?limit=" + tools.limits().pageSize() + more, Budget.PAGE);
    }

    private void streamList() {
        var query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        var list = new ReflectorReader(this, kind.shape(), ReflectorReader.Mode.STREAMED_LIST, tools.meters());
        read(list, query, Budget.WATCH);
        var mine = reader;
        deadline = tools.timer().after(tools.limits().listDeadline(), () -> late(mine));
    }

    private synchronized void late(@Nullable ReflectorReader mine) {
        if (reader == mine && state.phase() == ReflectorState.Phase.STREAMING) {
            site.listInPages();
            on(new ReflectorEvent.Failed(ReflectorFault.UNREACHABLE));
        }
    }

    private void watch(String version) {
        tools.meters().watches.increment();
        open = false;
        var proof = last;
        var from = proof == null ? version : proof.before();
        var query = "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from;
        read(new ReflectorReader(this, kind.shape(), from, proof, tools.meters()), query, Budget.WATCH);
        if (proof != null) {
            var mine = reader;
            deadline = tools.timer().after(PROOF_DEADLINE, () -> unproven(mine));
        }
    }

    private synchronized void unproven(@Nullable ReflectorReader mine) {
        if (reader == mine && state.phase() == ReflectorState.Phase.WATCHING && !open) {
            on(new ReflectorEvent.Failed(ReflectorFault.BACKWARDS));
        }
    }

    private void read(ReflectorReader next, String query, Budget budget) {
        reader = next;
        stream = site.door().stream(ApiCall.get(kind.path() + query, budget), next);
    }

    private void complete(String version) {
        var now = tools.timer().nanos();
        var isSoon =
                listed && now - listedAt < 2 * tools.limits().relistSpacing().toNanos();
        relists = isSoon ? Math.min(SOON, relists + 1) : 0;
        listed = true;
        last = null;
        listedAt = now;
        cancelDeadline();
        tools.writer().listComplete(site.id(), kind.kind(), state.fence(), site.mark(version));
        site.heard();
    }

    private void close() {
        cancelDeadline();
        var old = reader;
        reader = null;
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
        if (old != null) {
            tools.timer().run(old::drop);
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    synchronized void opened(ReflectorReader from) {
        if (reader == from) {
            cancelDeadline();
            on(new ReflectorEvent.Opened());
        }
    }

    /** @param proof of the last change, null where there was none since the list */
    synchronized void deliver(
            ReflectorReader from, List<Change> changes, String version, @Nullable ReflectorProof proof) {
        if (reader != from) {
            return;
        }
        last = proof;
        site.heard();
        if (!changes.isEmpty()) {
            tools.meters().changes.add(changes.size());
            tools.writer().apply(site.id(), kind.kind(), state.fence(), changes);
        }
        if (!version.isEmpty()) {
            on(new ReflectorEvent.Progress(version));
        }
    }

    synchronized void pageEnd(ReflectorReader from, PageProjection.Page page, int objects) {
        if (reader == from) {
            site.heard();
            on(new ReflectorEvent.PageEnd(page, objects));
        }
    }

    synchronized void initialEnd(ReflectorReader from, String version) {
        if (reader == from) {
            on(new ReflectorEvent.InitialEnd(version));
        }
    }

    synchronized void ended(ReflectorReader from) {
        if (reader == from) {
            reader = null;
            on(new ReflectorEvent.Ended());
        }
    }

    synchronized void dropped(ReflectorReader from, @Nullable String words) {
        if (reader == from) {
            site.refused(words);
        }
    }

    synchronized void failed(ReflectorReader from, ReflectorFault fault, String words) {
        if (reader != from) {
            return;
        }
        if (fault == ReflectorFault.UNSUPPORTED) {
            site.listInPages();
        } else if (fault == ReflectorFault.REJECTED) {
            tools.meters().refused.increment();
            site.refused(words);
        }
        on(new ReflectorEvent.Failed(fault));
    }

    /** Too much at once: reads nothing more for a moment. */
    synchronized void rest(ReflectorReader from) {
        var busy = stream;
        if (reader == from && busy != null) {
            busy.pause();
            tools.timer().after(REST, busy::resume);
        }
    }

    long nanos() {
        return tools.timer().nanos();
    }
}
