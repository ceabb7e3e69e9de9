// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What carries the events. The channels in application.properties refer to these two. */
@Unremovable
@ConfigMapping(prefix = "granary.bus")
public interface BusConfig {

    /**
     * {@code granary-local} keeps events within this process; {@code smallrye-kafka} sends them to Kafka;
     * {@code granary-webhook} keeps them and posts them to a URL, too.
     */
    @WithDefault("granary-local")
    String connector();

    /** The topic that events go to and come from. */
    @WithDefault("granary.events")
    String topic();

    /** Where {@code granary-webhook} posts each event, as a CloudEvent 1.0 in structured mode. */
    Webhook webhook();

    /** A server that takes events by HTTP. */
    interface Webhook {
        /** Such as https://hooks.example.com/granary. */
        Optional<String> url();

        /** Sent as the header Authorization, such as {@code Bearer abc}; a secret. */
        Optional<String> authorization();

        /** Certificate authorities in PEM that the server is trusted by, instead of the usual ones. */
        Optional<Path> caFile();

        /**
         * Networks that events are posted to though they are this machine, its link, or otherwise not of the web, such
         * as 127.0.0.0/8.
         */
        Optional<List<String>> allowedNetworks();

        /** Networks that events are never posted to, such as those of pods and services: 10.42.0.0/16,10.43.0.0/16. */
        Optional<List<String>> deniedNetworks();

        /**
         * How often one event is posted before it is dropped, 1 to 20; between two times pass 1 s, 2 s, 4 s, ... 30 s.
         */
        @WithDefault("5")
        int attempts();
    }
}
