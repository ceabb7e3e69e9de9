// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.DoorResources;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.core.SiteUid;
import java.util.random.RandomGenerator;

/** The objects of sites as trees, because what another release put into an object must survive a replacing write. */
public final class SiteObjects {
    private static final ResourceType<ObjectNode> CONFIG_MAPS = type("v1", "configmaps");
    private static final ResourceType<ObjectNode> NAMESPACES = type("v1", "namespaces");

    private final PayloadSites sites;
    private final RandomGenerator random;

    /** @param random safe for all threads */
    public SiteObjects(PayloadSites sites, RandomGenerator random) {
        this.sites = sites;
        this.random = random;
    }

    /** A kind as the site serves it. */
    public static ResourceType<ObjectNode> type(String apiVersion, String plural) {
        return ResourceType.of(apiVersion, plural, ObjectNode.class, SiteObjects::identity);
    }

    private static ResourceType.Identity identity(ObjectNode object) {
        JsonNode meta = object.path("metadata");
        return new ResourceType.Identity(
                meta.path("namespace").asText(""),
                meta.path("name").asText(""),
                meta.path("uid").asText(""),
                meta.path("resourceVersion").asText(""));
    }

    /** @throws SiteLedger.SiteProblem if the site is gone */
    public Resources<ObjectNode> of(SiteUid site, ResourceType<ObjectNode> type) {
        var link = sites.link(site);
        if (link == null) {
            throw new SiteLedger.SiteProblem("the site is not in the fleet");
        }
        return new DoorResources<>(link.door(), type, random);
    }

    Resources<ObjectNode> configMaps(SiteUid site) {
        return of(site, CONFIG_MAPS);
    }

    Resources<ObjectNode> namespaces(SiteUid site) {
        return of(site, NAMESPACES);
    }
}
