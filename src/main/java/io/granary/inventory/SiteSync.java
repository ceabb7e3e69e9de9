// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.Fence;
import io.granary.inventory.core.ReflectorEvent;
import io.granary.inventory.core.ReflectorFault;
import io.granary.inventory.core.ReflectorState;
import io.granary.inventory.core.SyncState;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiDoor;
import io.granary.sites.SiteLink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keeps one site in step: its watched kinds, its polls, and whether its rows are the present. */
final class SiteSync {

    /** Hears of a site's coming and going; must not block. */
    interface News {
        void live(SiteId site);

        void stale(SiteId site, Instant lastSeen, String reason);
    }

    private final SiteId id;
    private final SiteSyncTools tools;
    private final News news;
    private final List<Reflector> reflectors = new ArrayList<>(2);
    private final SiteSyncIdentity identity;
    private final SiteSyncPolls polls;
    private volatile SiteLink link;
    private volatile boolean pagesOnly;
    private volatile boolean stopped;
    private volatile Instant lastSeen = Instant.EPOCH;
    private boolean live;
    private boolean everLive;
    private ReflectorFault lastFault = ReflectorFault.UNREACHABLE;
    private ReflectorTimer.@Nullable Pending grace;
    private ReflectorTimer.@Nullable Pending check;
    private @Nullable String refused;
    private Instant refusedAt = Instant.EPOCH;

    SiteSync(SiteLink link, SiteSyncTools tools, News news) {
        this.id = link.id();
        this.link = link;
        this.tools = tools;
        this.news = news;
        this.pagesOnly = !tools.limits().streamLists();
        var uid = "";
        for (var kind : InventoryKinds.WATCHED) {
            var known = tools.resume().of(id, kind.kind());
            uid = known == null ? uid : uidOf(known.resourceVersion());
            reflectors.add(new Reflector(this, tools, kind, begin(known)));
        }
        this.identity = new SiteSyncIdentity(this, tools, uid);
        this.polls = new SiteSyncPolls(this, tools);
    }

    /** A restored state whose cluster is not known could resume a watch of another cluster: it is listed instead. */
    private static ReflectorState begin(@Nullable SyncState known) {
        if (known == null) {
            return ReflectorState.fresh(new Fence(0, 0));
        }
        var mark = known.resourceVersion();
        return known.complete() && !uidOf(mark).isEmpty()
                ? ReflectorState.resuming(known.fence(), mark.substring(0, mark.indexOf('@')))
                : ReflectorState.fresh(known.fence());
    }

    private static String uidOf(String mark) {
        var at = mark.indexOf('@');
        return at < 0 ? "" : mark.substring(at + 1);
    }

    /** What the store remembers: the resource version, and of which cluster it is. */
    String mark(String version) {
        return version + "@" + identity.uid();
    }

    void start() {
        tools.writer().siteKnown(id, link.namespace(), link.name(), link.labels());
        if (link.connected()) {
            tell(new ReflectorEvent.Connected());
        }
        audit();
    }

    void changed(SiteLink now) {
        var before = link;
        link = now;
        tools.writer().siteKnown(id, now.namespace(), now.name(), now.labels());
        var moved = before.door() != now.door();
        if (before.connected() && (moved || !now.connected())) {
            identity.forget();
            tell(new ReflectorEvent.Disconnected());
        }
        if (now.connected() && (moved || !before.connected())) {
            now.door().recovered();
            tell(new ReflectorEvent.Connected());
        }
    }

    void stop() {
        stopped = true;
        polls.stop();
        identity.forget();
        tell(new ReflectorEvent.Stopped());
    }

    private void audit() {
        tools.timer().after(tools.about(tools.limits().polling().auditEvery()), () -> {
            if (!stopped) {
                tell(new ReflectorEvent.Failed(ReflectorFault.AUDIT));
                audit();
            }
        });
    }

    /** A resumed watch proves nothing about what was before: looks again, once for all that resumes until then. */
    synchronized void resumed() {
        if (check == null && !stopped) {
            check = tools.timer().after(tools.about(tools.limits().polling().auditAfterResume()), this::lookAgain);
        }
    }

    private void lookAgain() {
        synchronized (this) {
            check = null;
        }
        if (!stopped) {
            tell(new ReflectorEvent.Failed(ReflectorFault.AUDIT));
        }
    }

    void reborn() {
        tell(new ReflectorEvent.Failed(ReflectorFault.REBORN));
    }

    private void tell(ReflectorEvent event) {
        for (var reflector : reflectors) {
            reflector.on(event);
        }
    }

    /** Compares what the streams are with what was last told, and tells the difference. */
    void judge() {
        var open = true;
        for (var reflector : reflectors) {
            open &= reflector.isOpen();
        }
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (open) {
                becomeLive();
            } else if (live && grace == null) {
                grace = tools.timer().after(tools.limits().staleAfter(), this::graceOver);
            }
        }
    }

    private void becomeLive() {
        if (grace != null) {
            grace.cancel();
            grace = null;
        }
        if (!live) {
            live = true;
            lastSeen = tools.timer().now();
            tools.writer().siteLive(id);
            news.live(id);
            if (!everLive) {
                everLive = true;
                tools.timer().run(polls::start);
            }
        }
    }

    private synchronized void graceOver() {
        if (grace != null) {
            grace = null;
            becomeStale();
        }
    }

    synchronized void lost(ReflectorFault fault) {
        lastFault = fault;
        if (fault == ReflectorFault.DISCONNECTED && live) {
            if (grace != null) {
                grace.cancel();
                grace = null;
            }
            becomeStale();
        }
    }

    private void becomeStale() {
        live = false;
        var reason = word(lastFault);
        tools.writer().siteStale(id, lastSeen, reason);
        news.stale(id, lastSeen, reason);
    }

    private static String word(ReflectorFault fault) {
        var name = fault.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    void heard() {
        lastSeen = tools.timer().now();
    }

    synchronized void refused(@Nullable String words) {
        refused = words;
        refusedAt = tools.timer().now();
    }

    /** Why data of the site was refused in the last ten minutes, or null. */
    synchronized @Nullable String refusedNow() {
        return refusedAt.plusSeconds(600).isAfter(tools.timer().now()) ? refused : null;
    }

    synchronized boolean isLive() {
        return live;
    }

    Instant lastSeen() {
        return lastSeen;
    }

    SiteId id() {
        return id;
    }

    ApiDoor door() {
        return link.door();
    }

    boolean isConnected() {
        return link.connected() && !stopped;
    }

    SiteSyncIdentity identity() {
        return identity;
    }

    boolean streamsLists() {
        return !pagesOnly;
    }

    void listInPages() {
        pagesOnly = true;
    }
}
