// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Traces for a collector of OpenTelemetry: requests of the API, passes of rollouts, and calls to Rancher and sites. */
@ConfigMapping(prefix = "granary.traces")
public interface TracesConfig {

    /** A collector that takes OTLP over HTTP, such as http://collector:4318. Without it there are no traces. */
    Optional<String> endpoint();

    /** Sent to the collector as the header Authorization; a secret. */
    Optional<String> authorization();

    /** Certificate authorities in PEM that the collector is trusted by, instead of the usual ones. */
    Optional<Path> caFile();

    /** The share of the traces that begin at the hub, 0 to 1. One that a client of the API has begun goes on. */
    @WithDefault("1.0")
    double share();
}
