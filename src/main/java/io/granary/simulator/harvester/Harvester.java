// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.apiserver.ServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The Harvester of one site: its webhooks, and its controllers for images. Idle, it costs nothing. */
public final class Harvester {
    private static final Duration RECONCILE = Duration.ofMillis(30);
    private static final List<GroupResource> GUARDED =
            List.of(Kinds.IMAGE, Kinds.TEMPLATE, Kinds.VERSION, Kinds.KEY_PAIR);

    private final SiteWorld world;
    private final ImageLife images;
    private final Set<ObjectKey> due = ConcurrentHashMap.newKeySet();

    private Harvester(SiteWorld world) {
        this.world = world;
        this.images = new ImageLife(world);
    }

    /** Puts the webhooks into an API server that is not built yet. */
    public static void admit(ServerBuilder server, SiteTroubles troubles) {
        GUARDED.forEach(kind -> {
            server.mutator(kind, admission -> reach(admission, troubles));
            server.validator(kind, admission -> deny(troubles));
        });
        server.mutator(Kinds.IMAGE, ImageAdmission::mutate);
        server.validator(Kinds.IMAGE, ImageAdmission::validate);
    }

    /** Starts the controllers; hand every change of the store to {@link #notice}. */
    public static Harvester of(
            ObjectStore store, SimClock clock, SiteTraits traits, SiteTroubles troubles, FileServers servers) {
        return new Harvester(new SiteWorld(store, clock, traits, troubles, servers));
    }

    /** Looks at a change as a controller does, a moment later. */
    public void notice(ObjectChange change) {
        if (!change.resource().equals(Kinds.IMAGE)) {
            return;
        }
        if (change.kind() == ObjectChange.Kind.DELETED) {
            world.soon(() -> images.removed(Trees.of(change.after())));
        } else {
            look(change.after().key());
        }
    }

    /** Looks at everything anew, as controllers do after a restart of the API server or of etcd. */
    public void resync() {
        world.store().list(Kinds.IMAGE).forEach(image -> look(image.key()));
    }

    private void look(ObjectKey key) {
        if (due.add(key)) {
            world.clock().after(RECONCILE, () -> {
                due.remove(key);
                images.reconcile(key);
            });
        }
    }

    private static void reach(Admission admission, SiteTroubles troubles) {
        if (!troubles.outage().isEmpty() && admission.target().subresource().isEmpty()) {
            throw Webhook.VALIDATOR.unreachable(troubles.outage());
        }
    }

    private static void deny(SiteTroubles troubles) {
        if (!troubles.denial().isEmpty()) {
            throw Webhook.VALIDATOR.badRequest(troubles.denial());
        }
    }
}
