// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.vertx.core.http.HttpServerRequest;

/** Stands before every request of a server: faults, accounting. */
@FunctionalInterface
public interface RequestHook {
    /** What becomes of the request. */
    enum Outcome {
        /** The server answers as usual. */
        GO_ON,
        /** The hook has answered, or will; the server does nothing. */
        TAKEN
    }

    Outcome before(HttpServerRequest request, ApiRequest parsed);

    RequestHook NONE = (request, parsed) -> Outcome.GO_ON;
}
