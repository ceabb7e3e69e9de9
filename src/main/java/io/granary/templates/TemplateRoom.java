// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.TemplateTarget;
import io.granary.kube.HubCluster;
import io.granary.rollout.Content;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.RolloutStore.StoreProblem;
import io.granary.rollout.SightingTimer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Puts the room together: its watches at the hub, the status of Templates, and the payload of rollouts. */
public final class TemplateRoom implements AutoCloseable {
    private final CloudConfig cloudConfig = new CloudConfig();
    private final HubLibrary library;
    private final SightingTimer timer;
    private final RandomGenerator random;

    /**
     * Opens nothing yet.
     *
     * @param random safe for all threads
     */
    public TemplateRoom(HubCluster hub, SightingTimer timer, RandomGenerator random) {
        var templates = HubLibrary.templates(hub);
        var reconciler = new TemplateReconciler(templates, new TemplateCheck(cloudConfig), timer);
        this.library = new HubLibrary(templates, HubLibrary.images(hub), reconciler::reconcile);
        this.timer = timer;
        this.random = random;
    }

    /** Begins to watch Templates and Images, and to write the status of Templates. */
    public void start() {
        library.start();
    }

    /**
     * The payload for targets that name a Template.
     *
     * @param news hears of each order whose sighting changed
     */
    public TemplatePayload payload(PayloadSites sites, Consumer<Order> news) {
        var visits = new TemplateVisits(
                sites,
                link -> SiteTrees.through(link.door(), random),
                library,
                new TemplateRenderer(cloudConfig),
                timer);
        return new TemplatePayload(visits, timer, news);
    }

    /**
     * A target with the hash of the Template's present spec, so that an edit of the Template is a new revision. One
     * that carries a hash already is pinned to it, as an undo is, and stays as it is.
     *
     * @param namespace of the rollout
     * @throws StoreProblem before all Templates were read, for a missing hash would be another revision
     */
    public RolloutTarget stamped(String namespace, RolloutTarget target) {
        if (!library.isRead()) {
            throw new StoreProblem("the hub has not read its Templates yet");
        }
        var wanted = target.template();
        var name = wanted == null ? null : wanted.name();
        var spec = name == null ? null : library.template(namespace, name);
        if (wanted == null || spec == null || wanted.contentHash() != null) {
            return target;
        }
        var stamped = new TemplateTarget(name, wanted.parameters(), Content.hash(spec));
        return new RolloutTarget(target.image(), stamped, target.upgrade(), target.settings());
    }

    @Override
    public void close() throws Exception {
        library.close();
    }
}
