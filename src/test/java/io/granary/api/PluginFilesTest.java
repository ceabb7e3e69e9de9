// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Rancher fetches of the UI extension. */
class PluginFilesTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        Files.createDirectories(folder.resolve("ui/plugin"));
        Files.writeString(folder.resolve("ui/files.txt"), "plugin/package.json\n");
        Files.writeString(folder.resolve("ui/plugin/package.json"), "{\"version\":\"0.1.0\"}");
        Files.writeString(folder.resolve("secret"), "not for Rancher");
        var router = Router.router(vertx);
        PluginFiles.serve(router, folder.resolve("ui"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void findsTheListAndWhatStandsInIt() throws Exception {
        assertThat(get("/plugin/files.txt").body()).isEqualTo("plugin/package.json\n");

        var manifest = get("/plugin/plugin/package.json");

        assertThat(manifest.statusCode()).isEqualTo(200);
        assertThat(manifest.body()).contains("0.1.0");
        assertThat(manifest.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/plugin/../secret",
                "/plugin/%2e%2e/secret",
                "/plugin/..%2fsecret",
                "/plugin/plugin/../../../secret",
                "/plugin/",
                "/plugin/absent"
            })
    void givesNothingElse(String path) throws Exception {
        var reply = get(path);

        assertThat(reply.statusCode()).isIn(400, 403, 404);
        assertThat(reply.body()).doesNotContain("not for Rancher");
    }

    @Test
    void givesEveryFileThatTheDistributionLists() throws Exception {
        var built = Files.createDirectories(folder.resolve("built"));
        Files.writeString(built.resolve("package.json"), "{\n  \"version\": \"0.1.0\"\n}");
        Files.writeString(built.resolve("granary-0.1.0.umd.min.js"), "pages");
        Files.writeString(built.resolve("granary-0.1.0.umd.min.js.map"), "sources");
        Files.writeString(Files.createDirectories(built.resolve("fonts")).resolve("a.woff2"), "font");

        assertThat(stage(built)).isZero();

        var listed = get("/plugin/files.txt").body().lines().toList();
        assertThat(listed)
                .containsExactly("plugin/fonts/a.woff2", "plugin/granary-0.1.0.umd.min.js", "plugin/package.json");
        for (var file : listed) {
            assertThat(get("/plugin/" + file).statusCode()).as(file).isEqualTo(200);
        }
    }

    @Test
    void anExtensionThatIsNotBuiltIsNotDistributed() throws Exception {
        var sources = Files.createDirectories(folder.resolve("sources"));
        Files.writeString(sources.resolve("package.json"), "{\n  \"version\": \"0.1.0\"\n}");

        assertThat(stage(sources)).isEqualTo(1);
    }

    private int stage(Path built) throws Exception {
        return new ProcessBuilder(
                        "bin/.stage-ui", built.toString(), folder.resolve("ui").toString())
                .start()
                .waitFor();
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }
}
