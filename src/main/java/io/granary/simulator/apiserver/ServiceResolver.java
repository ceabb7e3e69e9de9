// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Optional;

/** Finds the host and port behind a Service of an APIService, where no cluster network is. */
@FunctionalInterface
public interface ServiceResolver {
    /** Where to connect to. */
    record Endpoint(String host, int port) {}

    Optional<Endpoint> resolve(String namespace, String service, int port);

    /** Finds nothing. */
    ServiceResolver NOTHING = (namespace, service, port) -> Optional.empty();
}
