// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.PolicySpec.Each;
import io.granary.kube.ApiProblem;
import io.granary.kube.ResourceType;
import io.granary.policies.core.RuleFindings;
import io.granary.rollout.SightingTimer;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of policies say of sites: asked at once where the policy is new, then once a minute, more seldom the
 * more sites there are. What a site has is read for it and not kept. Asking never waits.
 */
final class RuleLooks {
    private static final ResourceType<ObjectNode> BACKUPS =
            SiteObjects.type("harvesterhci.io/v1beta1", "virtualmachinebackups");
    private static final Duration IDLE = Duration.ofMinutes(1);
    /** Sites that are asked in a second, where there are many. */
    private static final int PER_SECOND = 5;

    private final WorkspaceView sites;
    private final SiteObjects objects;
    private final SightingTimer timer;
    private final Runnable news;
    private final Map<Place, Spot> spots = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(4);

    private record Place(PolicyKey policy, SiteUid site) {}

    /** @param said null before the first look */
    private record Spot(PolicyRules rules, @Nullable RuleFindings said, Instant due) {}

    /** @param news that something is different now */
    RuleLooks(WorkspaceView sites, SiteObjects objects, SightingTimer timer, Runnable news) {
        this.sites = sites;
        this.objects = objects;
        this.timer = timer;
        this.news = news;
    }

    /** Null before they were asked. The same answer is the same object. */
    @Nullable
    RuleFindings of(PolicyKey policy, SiteView site, PolicyRules rules) {
        var place = new Place(policy, site.uid());
        var found = spots.get(place);
        var known = found != null && found.rules() == rules ? found : null;
        var now = timer.now();
        if (known == null || !now.isBefore(known.due())) {
            spots.put(place, new Spot(rules, known == null ? null : known.said(), now.plus(pause())));
            timer.run(() -> look(place, site, rules));
        }
        return known == null ? null : known.said();
    }

    private Duration pause() {
        var fair = Duration.ofSeconds(spots.size() / PER_SECOND);
        return fair.compareTo(IDLE) > 0 ? fair : IDLE;
    }

    private void look(Place place, SiteView site, PolicyRules rules) {
        try {
            slots.acquire();
            try {
                keep(place, rules, said(site, rules));
            } finally {
                slots.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private RuleFindings said(SiteView site, PolicyRules rules) {
        if (sites.link(site.uid()) == null) {
            return new RuleFindings(List.of(), List.of("The site is not in the fleet."));
        }
        try {
            var lists = new EnumMap<Each, List<Map<String, Object>>>(Each.class);
            for (var each : rules.kinds()) {
                lists.put(each, list(site, type(each)));
            }
            return new RuleFacts(site, lists, list(site, BACKUPS), timer.now()).findings(rules.all(), timer::now);
        } catch (ApiProblem.Failure silent) {
            return unread(silent.problem().message());
        } catch (SiteProblem silent) {
            return unread(String.valueOf(silent.getMessage()));
        }
    }

    private static ResourceType<ObjectNode> type(Each each) {
        return switch (each) {
            case VirtualMachine -> SiteObjects.type("kubevirt.io/v1", "virtualmachines");
            case Node -> SiteObjects.type("v1", "nodes");
            case VirtualMachineImage -> SiteObjects.type("harvesterhci.io/v1beta1", "virtualmachineimages");
            case PersistentVolumeClaim -> SiteObjects.type("v1", "persistentvolumeclaims");
            case NetworkAttachmentDefinition ->
                SiteObjects.type("k8s.cni.cncf.io/v1", "network-attachment-definitions");
        };
    }

    private static RuleFindings unread(String why) {
        return new RuleFindings(List.of(), List.of("What the rules are about was not read: " + why));
    }

    private List<Map<String, Object>> list(SiteView site, ResourceType<ObjectNode> type) {
        return objects.of(site.uid(), type).list("", "").stream()
                .map(RuleFacts::object)
                .toList();
    }

    private void keep(Place place, PolicyRules rules, RuleFindings said) {
        var before = spots.get(place);
        if (before != null && before.rules() == rules && !said.equals(before.said())) {
            spots.put(place, new Spot(rules, said, before.due()));
            news.run();
        }
    }

    /** Forgets a policy. */
    void forget(PolicyKey policy) {
        spots.keySet().removeIf(place -> place.policy().equals(policy));
    }
}
