// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.dashboard;

import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The built pages of Rancher, from a folder; each address inside them is answered with the one page they have. */
final class PageFiles {
    private static final String NONE = """
            <!doctype html><title>No pages</title>
            <p>This simulated Rancher was started without pages. <code>make demo</code> builds and serves them.</p>
            """;

    private final Optional<Path> folder;

    PageFiles(Optional<Path> folder) {
        this.folder = folder.map(path -> path.toAbsolutePath().normalize());
    }

    /** One file and nothing in its place. */
    void exactly(HttpServerRequest request, String path) {
        var file = folder.map(root -> root.resolve(path).normalize())
                .filter(found -> folder.filter(found::startsWith).isPresent() && Files.isRegularFile(found));
        if (file.isEmpty()) {
            Answers.text(request, 404, "text/plain", "no such file\n");
        } else {
            request.response().sendFile(file.get().toString());
        }
    }

    /** @param path below {@code /dashboard}, beginning with a slash */
    void answer(HttpServerRequest request, String path) {
        var root = folder.filter(each -> Files.exists(each.resolve("index.html")));
        if (root.isEmpty()) {
            Answers.text(request, 404, "text/html; charset=utf-8", NONE);
            return;
        }
        var file = root.get().resolve(path.substring(1)).normalize();
        var known = file.startsWith(root.get()) && Files.isRegularFile(file);
        if (!known && path.matches(".*\\.(js|css|map|woff2?|png|svg|ico|json)")) {
            Answers.text(request, 404, "text/plain", "no such file\n");
            return;
        }
        // Names carry a hash of the content, but for the page itself.
        request.response().putHeader("Cache-Control", known ? "max-age=3600" : "no-cache");
        request.response().sendFile((known ? file : root.get().resolve("index.html")).toString());
    }
}
