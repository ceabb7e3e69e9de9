// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.ServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Harvester of one site: its webhooks, and its controllers for images, templates, key pairs, settings and upgrades.
 * Idle, it costs nothing.
 */
public final class Harvester {
    private static final Duration RECONCILE = Duration.ofMillis(30);
    private static final List<GroupResource> GUARDED =
            List.of(Kinds.IMAGE, Kinds.TEMPLATE, Kinds.VERSION, Kinds.KEY_PAIR, Kinds.SETTING, Kinds.UPGRADE);

    private record Due(GroupResource resource, ObjectKey key) {}

    private final SiteWorld world;
    private final ImageLife images;
    private final TemplateLife templates;
    private final KeyPairs keyPairs;
    private final Settings settings;
    private final UpgradeLife upgrades;
    private final Set<Due> due = ConcurrentHashMap.newKeySet();

    private Harvester(SiteWorld world, Premises premises) {
        this.world = world;
        this.templates = new TemplateLife(world);
        this.images = new ImageLife(world, templates::imageChanged);
        this.keyPairs = new KeyPairs(world);
        this.settings = new Settings(world);
        this.upgrades = new UpgradeLife(world, premises);
    }

    /** Puts the webhooks, and the line to the kubelets, into an API server that is not built yet. */
    public static void admit(ServerBuilder server, SiteTroubles troubles) {
        GUARDED.forEach(kind -> {
            server.mutator(kind, admission -> reach(troubles));
            server.validator(kind, admission -> deny(troubles));
        });
        server.mutator(Kinds.IMAGE, ImageAdmission::mutate);
        server.validator(Kinds.IMAGE, ImageAdmission::validate);
        server.validator(Kinds.VERSION, TemplateAdmission::validate);
        server.validator(Kinds.KEY_PAIR, KeyPairs::validate);
        server.validator(Kinds.SETTING, SettingAdmission::validate);
        server.mutator(Kinds.UPGRADE, UpgradeAdmission::mutate);
        server.validator(Kinds.UPGRADE, admission -> UpgradeAdmission.validate(admission, troubles));
        server.validator(Kinds.HARVESTER_VERSION, UpgradeAdmission::version);
        server.subresource(Kinds.NODE, Kubelet.SUMMARY, (store, call) -> Kubelet.summary(call.key(), troubles));
    }

    /** Starts the controllers; hand every change of the store to {@link #notice}. */
    public static Harvester of(
            ObjectStore store,
            SimClock clock,
            SiteTraits traits,
            SiteTroubles troubles,
            FileServers servers,
            Premises premises) {
        return new Harvester(new SiteWorld(store, clock, traits, troubles, servers), premises);
    }

    /** Looks at a change as a controller does, a moment later. */
    public void notice(ObjectChange change) {
        if (!GUARDED.contains(change.resource())) {
            return;
        }
        if (change.kind() != ObjectChange.Kind.DELETED) {
            look(change.resource(), change.after().key());
        } else if (change.resource().equals(Kinds.IMAGE)) {
            world.soon(() -> images.removed(Trees.of(change.after())));
        }
        if (change.resource().equals(Kinds.IMAGE) && change.kind() == ObjectChange.Kind.ADDED) {
            world.soon(templates::imageChanged);
        }
    }

    /** Whether an upgrade has begun and is not over: people are told to leave their machines alone until then. */
    public boolean isUpgrading() {
        return upgrades.isUnderWay();
    }

    /** Looks at everything anew, as controllers do after a restart of the API server or of etcd. */
    public void resync() {
        GUARDED.forEach(kind -> world.store().list(kind).forEach(object -> look(kind, object.key())));
    }

    private void look(GroupResource kind, ObjectKey key) {
        var waiting = new Due(kind, key);
        if (due.add(waiting)) {
            world.clock().after(RECONCILE, () -> {
                due.remove(waiting);
                reconcile(kind, key);
            });
        }
    }

    private void reconcile(GroupResource kind, ObjectKey key) {
        if (kind.equals(Kinds.IMAGE)) {
            images.reconcile(key);
        } else if (kind.equals(Kinds.VERSION)) {
            templates.version(key);
        } else if (kind.equals(Kinds.TEMPLATE)) {
            templates.template(key);
        } else if (kind.equals(Kinds.SETTING)) {
            settings.reconcile(key);
        } else if (kind.equals(Kinds.UPGRADE)) {
            upgrades.reconcile(key);
        } else {
            keyPairs.reconcile(key);
        }
    }

    private static void reach(SiteTroubles troubles) {
        if (!troubles.outage().isEmpty()) {
            throw Webhook.VALIDATOR.unreachable(troubles.outage());
        }
    }

    private static void deny(SiteTroubles troubles) {
        if (!troubles.denial().isEmpty()) {
            throw Webhook.VALIDATOR.badRequest(troubles.denial());
        }
    }
}
