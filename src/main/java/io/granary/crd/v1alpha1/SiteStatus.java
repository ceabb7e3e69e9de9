// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Granary sees of a site. Times are RFC 3339, quantities as Kubernetes writes them. */
public record SiteStatus(
        @JsonPropertyDescription("Generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Id of the Rancher cluster.") @Nullable
        String clusterID,

        @JsonPropertyDescription("UID of the site's kube-system namespace, pinned at the first contact.") @Nullable
        String siteUID,

        @JsonPropertyDescription("Harvester's version, from its setting server-version.") @Nullable
        String harvesterVersion,

        @Nullable String kubernetesVersion,
        @Nullable Nodes nodes,
        @Nullable Amounts capacity,

        @JsonPropertyDescription("What pods and virtual machines request.") @Nullable
        Amounts used,

        @Nullable VirtualMachines virtualMachines,
        @Nullable Connectivity connectivity,

        @JsonPropertyDescription("When the first certificate on the way to the site expires.") @Nullable
        String certificateExpires,

        @JsonPropertyDescription("How many seconds the site's clock is ahead of the hub's.") @Nullable
        Long clockSkewSeconds,

        @JsonPropertyDescription("What a rollout does with the site now; absent when none has anything left to do.")
        @Nullable
        Activity activity,

        List<Condition> conditions)
        implements Conditioned {

    public SiteStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The same facts, with what others have to say of the site. */
    public SiteStatus with(
            @Nullable Connectivity nowConnectivity, @Nullable Activity nowActivity, List<Condition> nowConditions) {
        return new SiteStatus(
                observedGeneration,
                clusterID,
                siteUID,
                harvesterVersion,
                kubernetesVersion,
                nodes,
                capacity,
                used,
                virtualMachines,
                nowConnectivity,
                certificateExpires,
                clockSkewSeconds,
                nowActivity,
                nowConditions);
    }

    /** Nodes of the site. */
    public record Nodes(int ready, int total) {}

    /** Amounts of what a cluster gives. */
    public record Amounts(
            @Nullable String cpu,
            @Nullable String memory,
            @Nullable String storage) {}

    /** Virtual machines, from the inventory. */
    public record VirtualMachines(int running, int total) {}

    /**
     * Coarse, and a few seconds late; ask {@code siteplans} for the whole answer.
     *
     * @param summary all of it in a few words, as kubectl shows it
     * @param rollout by name, of the same namespace
     * @param state Running, Waiting or Failed
     * @param reason one word in CamelCase
     * @param until when it may go on by itself, RFC 3339; absent if only by an event
     */
    public record Activity(
            String summary,
            String rollout,
            String state,
            String reason,
            @Nullable String until) {}

    /**
     * Whether the site can be reached.
     *
     * @param reason one word in CamelCase
     * @param since when the state last changed
     * @param lastSeen when the site last answered
     */
    public record Connectivity(
            ConnectivityState state,
            String reason,
            String since,
            @Nullable String lastSeen) {}

    public enum ConnectivityState {
        Connected,
        Disconnected,
        Pending,
        Quarantined
    }
}
