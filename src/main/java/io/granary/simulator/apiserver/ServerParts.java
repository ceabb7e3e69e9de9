// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** The parts of one server, wired. */
record ServerParts(ObjectStore store, WatchHub watches, ServedKinds kinds, HttpFront front) {
    static ServerParts of(ServerBuilder builder) {
        throw new UnsupportedOperationException("The API server is being built: only its contract stands.");
    }
}
