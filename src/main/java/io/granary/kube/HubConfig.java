// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the hub's own cluster and Rancher are, and how much of the hub a site may take. */
@ConfigMapping(prefix = "granary")
public interface HubConfig {

    /**
     * The kubeconfig of the cluster in which Granary's objects live, which is Rancher's local cluster. Without it the
     * pod's service account is used, and outside a pod {@code ~/.kube/config}.
     */
    Optional<Path> kubeconfig();

    /** Where the inventory and other state is kept between two runs. */
    @WithDefault("/var/lib/granary")
    Path dataDir();

    Rancher rancher();

    Doors doors();

    /** The way to the sites. */
    interface Rancher {
        /** Rancher's address. Without it: from the kubeconfig, then from Rancher's own settings. */
        Optional<String> url();

        /**
         * A file with a Rancher API token. Read again when Rancher refuses the token. Without it the hub makes tokens
         * of its own where {@code granary.rancher.identity.user} is set; else the kubeconfig's credentials are used,
         * which only Rancher's own kubeconfigs allow.
         */
        Optional<Path> tokenFile();

        /** A file with the certificate authorities of Rancher in PEM. Without it: from Rancher's own settings. */
        Optional<Path> caFile();

        Identity identity();
    }

    /** Who the hub is at Rancher, where it makes its tokens itself. */
    interface Identity {
        /**
         * The name of a User of Rancher, which the chart makes. The hub makes its tokens, and replaces them in time.
         */
        Optional<String> user();

        /** The namespace of the Secret in which the token is kept. */
        @WithDefault("granary-system")
        String namespace();

        /** The name of that Secret. The tokens are called after it, with {@code -a} or {@code -b} at the end. */
        @WithDefault("granary-rancher-identity")
        String secret();

        /** How long a token lives, 1 h to 90 d. Replaced when two thirds of it are over. */
        @WithDefault("24h")
        Duration tokenLife();
    }

    /** The bounds of {@link DoorLimits}. */
    interface Doors {
        /** Requests in flight to one site. */
        @WithDefault("2")
        int requests();

        /** Streams open to one site. */
        @WithDefault("12")
        int streams();

        /** Requests and opening streams of all sites whose answer has not begun. */
        @WithDefault("1000")
        int opening();

        /** Streams open to all sites. */
        @WithDefault("200000")
        int allStreams();

        /** Failures in a row after which a site is left in peace. */
        @WithDefault("5")
        int failures();

        /** For how long it is left in peace. */
        @WithDefault("60s")
        Duration openFor();

        /** These bounds with those that are not configurable. */
        default DoorLimits limits() {
            var fixed = DoorLimits.DEFAULTS;
            return new DoorLimits(
                    new DoorLimits.Site(
                            requests(),
                            streams(),
                            fixed.site().waiting(),
                            fixed.site().longestWait()),
                    new DoorLimits.Fleet(opening(), allStreams(), fixed.fleet().bufferedBytes()),
                    fixed.reply(),
                    new DoorLimits.Patience(
                            failures(),
                            openFor(),
                            fixed.patience().shortestRetry(),
                            fixed.patience().longestRetry()));
        }
    }
}
