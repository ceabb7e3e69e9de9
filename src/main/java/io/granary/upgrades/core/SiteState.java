// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A site as an upgrade sees it. What was not asked for, because nothing depends on it, is empty.
 *
 * @param version the setting server-version; empty if there is none
 * @param upgrades all there are
 * @param setup what is changed before an upgrade, and changed back afterwards
 * @param nodesNotReady names of nodes that are not Ready, or cordoned
 * @param machines status of virtual machines as {@code Running}, by namespace/name
 * @param volumes of virtual machines that are not what they should be
 */
public record SiteState(
        String version,
        List<SiteUpgrade> upgrades,
        Setup setup,
        List<String> nodesNotReady,
        Map<String, String> machines,
        Volumes volumes) {

    /** Of a site of which only this is known. */
    public SiteState(String version, List<SiteUpgrade> upgrades) {
        this(version, upgrades, Setup.UNKNOWN, List.of(), Map.of(), Volumes.HEALTHY);
    }

    /**
     * Longhorn's volumes by the names of their claims ({@code status.robustness} of longhorn.io/v1beta2).
     *
     * @param faulted whose data cannot be reached
     * @param degraded that lack a replica, at a site with enough nodes for all of them
     */
    public record Volumes(List<String> faulted, List<String> degraded) {
        public static final Volumes HEALTHY = new Volumes(List.of(), List.of());
    }

    /**
     * @param versions names of the Version objects
     * @param active backup schedules that are not suspended
     * @param suspended those that are
     * @param config the setting upgrade-config now
     * @param wanted what it should be; the same where it is left alone
     */
    public record Setup(Set<String> versions, Set<String> active, Set<String> suspended, String config, String wanted) {
        public static final Setup UNKNOWN = new Setup(Set.of(), Set.of(), Set.of(), "", "");
    }

    java.util.Optional<SiteUpgrade> upgrade(String name) {
        return upgrades.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
