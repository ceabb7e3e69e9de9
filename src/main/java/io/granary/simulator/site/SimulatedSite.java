// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.KubeApiServer;
import io.granary.simulator.apiserver.KubeApiServer.WatchEnd;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.Seed;
import io.granary.simulator.apiserver.StatusException;
import io.granary.simulator.apiserver.StoreBackup;
import io.granary.simulator.apiserver.SubresourceHandler.Answer;
import io.granary.simulator.harvester.FileServers;
import io.granary.simulator.harvester.Harvester;
import io.granary.simulator.harvester.SiteTraits;
import io.granary.simulator.harvester.SiteTraits.ClassNames;
import io.granary.simulator.harvester.SiteTroubles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One Harvester site: its plan, its API server once somebody asked for it, and the life in it. Asking twice gives the
 * same objects; a site that nobody asks for costs a few hundred bytes.
 */
public final class SimulatedSite {
    private static final GroupResource POWER = GroupResource.of("subresources.kubevirt.io", "virtualmachines");
    private static final List<String> POWERS = List.of("start", "stop", "restart", "migrate", "pause", "unpause");

    /** A copy of etcd is made after so many changes; an etcd restore goes back to the one before the last. */
    private static final int CHANGES_PER_BACKUP = 10;

    private final SimClock clock;
    private final ClusterRuntime runtime;
    private final FileServers servers;
    private final Authorizer rights;
    private final BiConsumer<SimulatedSite, ObjectChange> journal;
    private final SiteTroubles troubles = new SiteTroubles();
    private SitePlan plan;
    private SitePlan.Link link;
    private int reboots;
    private volatile Runnable linkListener = () -> {};
    private @Nullable Running running;

    /** The server of an incarnation of the site, and what happens in it. */
    private static final class Running {
        private final KubeApiServer server;
        private final VmLife life;
        private final Harvester harvester;
        private StoreBackup older;
        private StoreBackup newer;
        private int changes;

        private Running(KubeApiServer server, VmLife life, Harvester harvester) {
            this.server = server;
            this.life = life;
            this.harvester = harvester;
            this.newer = server.store().backup();
            this.older = newer;
        }

        private synchronized void changed() {
            if (++changes % CHANGES_PER_BACKUP == 0) {
                older = newer;
                newer = server.store().backup();
            }
        }

        private synchronized void rewind() {
            server.store().restore(older);
            newer = older;
            harvester.resync();
        }
    }

    /** A site at which everybody may do everything. */
    public SimulatedSite(
            SitePlan plan,
            SimClock clock,
            ClusterRuntime runtime,
            FileServers servers,
            BiConsumer<SimulatedSite, ObjectChange> journal) {
        this(plan, clock, runtime, servers, Authorizer.EVERYBODY, journal);
    }

    /**
     * @param servers where images are downloaded from
     * @param rights who may do what there
     * @param journal told of every change of every object, for ground truth
     */
    public SimulatedSite(
            SitePlan plan,
            SimClock clock,
            ClusterRuntime runtime,
            FileServers servers,
            Authorizer rights,
            BiConsumer<SimulatedSite, ObjectChange> journal) {
        this.plan = plan;
        this.link = plan.provision().link();
        this.clock = clock;
        this.rights = rights;
        this.runtime = runtime;
        this.servers = servers;
        this.journal = journal;
    }

    public synchronized SitePlan plan() {
        return plan;
    }

    /** Whether Rancher reaches the site: nobody does while its only node reboots. */
    public synchronized SitePlan.Link link() {
        return reboots > 0 && link == SitePlan.Link.CONNECTED ? SitePlan.Link.OFFLINE : link;
    }

    /** Cuts or restores the tunnel. Watches end when it is cut. */
    public void link(SitePlan.Link next) {
        synchronized (this) {
            link = next;
        }
        linkChanged();
    }

    /** Hears of each change of the line, on the thread that made it. */
    public void onLink(Runnable listener) {
        linkListener = listener;
    }

    private void linkChanged() {
        if (link() != SitePlan.Link.CONNECTED) {
            dropWatches();
        }
        linkListener.run();
    }

    private void reboot(Duration time) {
        rebooting(1);
        clock.after(time, () -> rebooting(-1));
    }

    private void rebooting(int change) {
        synchronized (this) {
            reboots += change;
        }
        linkChanged();
    }

    /** The API server; stocked with the site's objects by the first call. */
    public KubeApiServer server() {
        return running().server;
    }

    public ObjectStore store() {
        return running().server.store();
    }

    VmLife life() {
        return running().life;
    }

    boolean isUpgrading() {
        var open = runningOrNull();
        return open != null && open.harvester.isUpgrading();
    }

    /** All watches end; they can resume. */
    public void dropWatches() {
        var open = runningOrNull();
        if (open != null) {
            open.server.cutWatches(WatchEnd.RESET);
        }
    }

    /** All watches end, and resuming them is answered with 410. */
    public void restartServer() {
        store().compact();
        dropWatches();
    }

    /** etcd is restored from a copy that is ten to twenty changes old, or from the first one. */
    public void rewind() {
        running().rewind();
    }

    /** The site is set up anew under its old name: every object is new, every watch ends. */
    public void rebuild() {
        Running old;
        synchronized (this) {
            plan = plan.rebuilt();
            old = running;
            running = null;
        }
        if (old != null) {
            old.server.cutWatches(WatchEnd.RESET);
        }
    }

    /** Rancher knows the site under these names from now on, and reaches it; with an empty id, it does not any more. */
    public void register(SitePlan.Identity identity) {
        synchronized (this) {
            plan = plan.identified(identity);
            link = identity.clusterId().isEmpty() ? SitePlan.Link.PENDING : SitePlan.Link.CONNECTED;
        }
        linkChanged();
    }

    public synchronized void rename(String name) {
        plan = plan.renamed(name);
    }

    /** What goes wrong with images and admission here, to be changed; outlives a rebuild. */
    public SiteTroubles troubles() {
        return troubles;
    }

    Instant now() {
        return clock.now();
    }

    private synchronized @Nullable Running runningOrNull() {
        return running;
    }

    private synchronized Running running() {
        var open = running;
        if (open == null) {
            open = stocked();
            running = open;
        }
        return open;
    }

    private Running stocked() {
        var builder = KubeApiServer.of(ResourceKind.siteCatalog(), runtime)
                .gitVersion(plan.release().kubernetes())
                .authorizer(rights);
        for (var power : POWERS) {
            builder.subresource(POWER, power, (store, call) -> power(call.subresource(), call.key()));
        }
        Harvester.admit(builder, troubles);
        var server = builder.build();
        seeds().forEach(server.store()::seed);
        var life = new VmLife(plan, server.store(), clock);
        var premises = new SitePremises(plan, server.store(), life, this::reboot);
        var harvester = Harvester.of(server.store(), clock, traits(), troubles, servers, premises);
        var fresh = new Running(server, life, harvester);
        server.store().onChange(change -> {
            journal.accept(this, change);
            fresh.changed();
            fresh.life.notice(change);
            fresh.harvester.notice(change);
        });
        return fresh;
    }

    /** A store has 20 to 60 MB/s of line, a datacenter 200. */
    private SiteTraits traits() {
        int megabytes = plan.isDatacenter() ? 200 : 20 + plan.seeds().of("line").below(41);
        var names = plan.release().namesImageClassByUid() ? ClassNames.BY_UID : ClassNames.BY_NAME;
        return new SiteTraits(names, megabytes * 1_000_000L);
    }

    private HashMap<GroupResource, List<Seed>> seeds() {
        var seeds = new HashMap<GroupResource, List<Seed>>();
        long installed = plan.installedAt().getEpochSecond();
        for (var draft : SiteObjects.drafts(plan)) {
            var identity = draft.template().identity(draft.names().get());
            var resource =
                    ResourceKind.named(identity.apiVersion(), identity.kind()).groupResource();
            add(seeds, resource, new Seed(identity.key(), identity.uid(), 1, installed, identity.labels(), draft));
        }
        for (int number = 0; number < plan.size().vms(); number++) {
            var vm = new VmPlan(plan, number);
            var machine = new Machine(vm, vm.firstState(), null);
            add(seeds, ResourceKind.VM.groupResource(), machine.machine());
            if (machine.state().power().hasInstance()) {
                add(seeds, ResourceKind.VMI.groupResource(), machine.instance());
            }
        }
        return seeds;
    }

    private static void add(HashMap<GroupResource, List<Seed>> seeds, GroupResource resource, Seed seed) {
        seeds.computeIfAbsent(resource, key -> new ArrayList<>()).add(seed);
    }

    private Answer power(String what, ObjectKey key) {
        var resource = ResourceKind.VM.groupResource();
        if (store().find(resource, key).isEmpty()) {
            throw StatusException.notFound(resource, key.name());
        }
        boolean done = switch (what) {
            case "start" -> life().start(key);
            case "stop" -> life().stop(key);
            case "restart" -> life().restart(key);
            case "migrate" -> life().migrate(key);
            case "pause" -> life().pause(key);
            default -> life().unpause(key);
        };
        if (!done) {
            throw StatusException.conflict(resource, key.name(), "VM cannot " + what + " in its present state");
        }
        return Answer.ACCEPTED;
    }
}
