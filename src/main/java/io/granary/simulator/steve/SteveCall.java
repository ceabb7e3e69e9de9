// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.User;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request to Steve.
 *
 * @param path behind {@code /v1}, beginning with a slash
 * @param root where Steve is reached from outside, as {@code https://host/v1}
 * @param token of who asks, to write in his name
 */
public record SteveCall(HttpServerRequest request, String path, String root, User user, String token) {
    /** The parts of the path. */
    String[] parts() {
        return path.substring(1).split("/");
    }
}
