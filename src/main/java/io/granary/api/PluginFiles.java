// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Gives Rancher the files of the UI extension, beside health and metrics. Rancher fetches them by plain HTTP, once for
 * each version, and serves them to browsers itself; they are the same for everybody and hold no secret.
 */
@ApplicationScoped
class PluginFiles {
    private static final String ROUTE = "/plugin/*";

    void serve(@Observes Router router, UiConfig config) {
        serve(router, config.directory());
    }

    static void serve(Router router, Path directory) {
        var root = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            return;
        }
        var files = StaticHandler.create(FileSystemAccess.ROOT, root.toString())
                .setIncludeHidden(false)
                .setDirectoryListing(false)
                .setCachingEnabled(false);
        router.route(ROUTE).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(asked -> {
            asked.response()
                    .putHeader("x-content-type-options", "nosniff")
                    .putHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
            files.handle(asked);
        });
    }
}
