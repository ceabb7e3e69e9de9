// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.sites.core.SiteFacts.LinkState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of the import of a site.
 *
 * @param cluster the cluster in Rancher that has the site's name; null where there is none
 * @param registration what Rancher gives the site to register with
 * @param side what the site itself says
 */
public record ImportSeen(Wish wish, @Nullable Cluster cluster, Registration registration, Side side) {

    /**
     * The Site object.
     *
     * @param uid of the object; the mark of its cluster
     * @param guarded whether its finalizer keeps the object until the cluster is unregistered
     * @param leaving for how long the object has been about to go; null while it stays
     * @param past whether Rancher listed a cluster for it before
     */
    public record Wish(
            String namespace,
            String name,
            String uid,
            boolean guarded,
            @Nullable Duration leaving,
            Past past) {}

    /** What the Site says of Rancher's cluster so far. */
    public enum Past {
        NEVER_LISTED,
        LISTED,
        REMOVED
    }

    /**
     * A cluster in Rancher.
     *
     * @param name of its object in the workspace; null where only the id is known, of one that was imported by hand
     * @param id {@code c-m-xxxxxxxx}; null as long as Rancher has given none
     * @param mark the UID of the Site that it was created for; null where Granary did not create it
     * @param leaving whether it is on its way out
     * @param link whether Rancher reaches it
     */
    public record Cluster(
            @Nullable String name,
            @Nullable String id,
            @Nullable String mark,
            boolean leaving,
            LinkState link) {}

    /** What Rancher gives the site to register with (ClusterRegistrationToken). */
    public sealed interface Registration {
        /** Nothing so far. */
        record Missing() implements Registration {}

        /** It is there and cannot be used. */
        record Unusable(String why) implements Registration {}

        /** The address of the manifest; it holds the token. */
        record Ready(String url) implements Registration {
            @Override
            public String toString() {
                return "Ready[]";
            }
        }
    }

    /** What the site itself says. */
    public sealed interface Side {
        /** Nobody gave a kubeconfig. */
        record NotAsked() implements Side {}

        /** The kubeconfig cannot be used; {@code message} says what to do. */
        record Unusable(String reason, String message) implements Side {}

        /** It does not answer. */
        record Silent(String message) implements Side {}

        /**
         * It answers.
         *
         * @param version of Harvester; null where the site tells none
         * @param value of its setting {@code cluster-registration-url}
         * @param complaint what that setting's condition says is wrong; the empty string for nothing
         * @param agent why the agent does not run; the empty string where it does or is not there
         * @param forgotten whether the setting names a cluster that this Rancher does not list
         */
        record Answers(@Nullable String version, String value, String complaint, String agent, boolean forgotten)
                implements Side {
            public Answers(@Nullable String version, String value, String complaint, String agent) {
                this(version, value, complaint, agent, false);
            }

            /** The same, of a site whose setting names a cluster that this Rancher does not list. */
            public Answers ofForgottenCluster() {
                return new Answers(version, value, complaint, agent, true);
            }

            @Override
            public String toString() {
                return "Answers[" + version + "]";
            }
        }
    }
}
