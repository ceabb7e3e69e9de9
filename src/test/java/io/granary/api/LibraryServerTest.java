// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.images.FolderLibrary;
import io.granary.images.Intake;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryServerTest {

    private static final int SIZE = 3 << 20;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final byte[] content = randomBytes();
    /** Each look at it takes a microsecond. */
    private final AtomicLong clock = new AtomicLong();

    private HttpServer server;
    private String sha512;

    @BeforeEach
    void publishOneFile() throws Exception {
        FolderLibrary store = new FolderLibrary(folder.resolve("library"));
        Intake intake = new Intake(store, folder.resolve("incoming"), 1L << 30);
        sha512 = intake.take(new ByteArrayInputStream(content), null, bytes -> {})
                .file()
                .sha512();
        LibraryServer library = new LibraryServer(
                store,
                new LibraryServer.Limits(8, 1L << 40, 1L << 40),
                new OneSite(),
                threads,
                () -> clock.addAndGet(1000));
        server = vertx.createHttpServer()
                .requestHandler(library::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        threads.close();
        client.close();
    }

    @Test
    void servesTheWholeFileWithItsChecksum() throws Exception {
        HttpResponse<byte[]> reply = get();

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(content);
        assertThat(reply.headers().firstValue("etag")).contains('"' + sha512 + '"');
    }

    @Test
    void answersHeadWithTheSizeAndNoBody() throws Exception {
        HttpResponse<byte[]> reply = client.send(
                request().method("HEAD", HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());

        assertThat(reply.headers().firstValueAsLong("content-length")).hasValue(SIZE);
        assertThat(reply.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void servesOnePart() throws Exception {
        HttpResponse<byte[]> reply = get("range", "bytes=1000000-1999999");

        assertThat(reply.statusCode()).isEqualTo(206);
        assertThat(reply.headers().firstValue("content-range")).contains("bytes 1000000-1999999/" + SIZE);
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(content, 1_000_000, 2_000_000));
    }

    @Test
    void answers416BehindTheEnd() throws Exception {
        HttpResponse<byte[]> reply = get("range", "bytes=" + SIZE + "-");

        assertThat(reply.statusCode()).isEqualTo(416);
        assertThat(reply.headers().firstValue("content-range")).contains("bytes */" + SIZE);
    }

    @Test
    void sendsNothingAgainToWhoHasIt() throws Exception {
        assertThat(get("if-none-match", '"' + sha512 + '"').statusCode()).isEqualTo(304);
    }

    @Test
    void startsOverWhenThePartBelongsToAnotherFile() throws Exception {
        HttpResponse<byte[]> reply = get("range", "bytes=5-9", "if-range", "\"another\"");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).hasSize(SIZE);
    }

    @Test
    void sendsNoFasterThanADownloadAsksFor() throws Exception {
        get();
        var unasked = clock.get();
        var slow = HttpRequest.newBuilder(URI.create(request().build().uri() + "?rate=" + (1 << 30)));

        assertThat(client.send(slow.build(), BodyHandlers.ofByteArray()).body()).isEqualTo(content);
        assertThat(unasked).isLessThan(1_000_000);
        assertThat(clock.get() - unasked).as("nanoseconds of 3 MiB at 1 GiB/s").isGreaterThan(2_600_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/library/",
                "/library/store-1/abc/x.img",
                "/library/../etc/passwd",
                "/library/elsewhere/%s/x.img",
                "/"
            })
    void knowsNoOtherPath(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path.formatted(sha512)))
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }

    @Test
    void writesNothing() throws Exception {
        HttpRequest request =
                request().PUT(HttpRequest.BodyPublishers.ofString("x")).build();

        HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("allow")).contains("GET, HEAD");
    }

    private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create(base() + "/library/store-1/" + sha512 + "/pos-2026-08.qcow2"));
    }

    private String base() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[SIZE];
        new SplittableRandom(7).nextBytes(bytes);
        return bytes;
    }

    private static final class OneSite implements LibraryServer.Lines {
        @Override
        public boolean known(String site) {
            return site.equals("store-1");
        }

        @Override
        public @Nullable String group(String site) {
            return "wan-north";
        }
    }
}
