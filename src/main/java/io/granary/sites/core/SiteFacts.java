// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.kernel.SiteId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the hub's side says of a site: its Rancher cluster, or the Secret that leads to it.
 *
 * @param displayName what people call it
 * @param namespace the Fleet workspace
 * @param labels carried over
 * @param link whether it is connected
 * @param size what Rancher counted
 * @param given what its owner wrote down beside it
 */
public record SiteFacts(
        SiteId id,
        String displayName,
        String namespace,
        Map<String, String> labels,
        Link link,
        Size size,
        Given given) {

    public SiteFacts {
        labels = Map.copyOf(labels);
    }

    /**
     * What stands beside the cluster.
     *
     * @param secret the Secret of a site that is reached directly; null for one in Rancher
     * @param timeZone the annotation {@code granary.io/time-zone}, an IANA name; null where it is none
     */
    public record Given(@Nullable String secret, @Nullable String timeZone) {
        public static final Given NOTHING = new Given(null, null);
    }

    public @Nullable String secret() {
        return given.secret();
    }

    public enum LinkState {
        CONNECTED,
        DISCONNECTED,
        /** Registered, and never connected so far. */
        PENDING
    }

    /**
     * The {@code Connected} condition of the Rancher cluster.
     *
     * @param message what Rancher says, or the empty string
     * @param since when it last changed; null if Rancher does not say
     */
    public record Link(
            LinkState state, String message, @Nullable Instant since) {}

    /**
     * Sizes as Rancher reports them; null where it does not.
     *
     * @param authorityExpires when the certificate authority of the site's API server expires
     */
    public record Size(
            @Nullable Integer nodes,
            @Nullable String cpu,
            @Nullable String memory,
            @Nullable String cpuUsed,
            @Nullable String memoryUsed,
            @Nullable Instant authorityExpires) {
        public static final Size UNKNOWN = new Size(null, null, null, null, null, null);
    }

    public SiteFacts with(Link other) {
        return new SiteFacts(id, displayName, namespace, labels, other, size, given);
    }

    public boolean isConnected() {
        return link.state() == LinkState.CONNECTED;
    }
}
