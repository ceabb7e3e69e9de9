// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.images.FolderLibrary;
import io.granary.images.Uploads;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are sent to the library in pieces, over HTTPS. */
class ImageUploadsTest {
    private static final String UPLOADS = ApiWorld.BASE + "/namespaces/fleet-default/imageuploads";
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final long LARGEST = 4L << 20;

    @TempDir
    Path folder;

    private final List<String> whole = new CopyOnWriteArrayList<>();
    private ApiWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ApiWorld();
        world.uploads = uploads();
    }

    private Uploads uploads() {
        return new Uploads(
                folder,
                new FolderLibrary(folder.resolve("files")),
                LARGEST,
                Clock.fixed(NOW, ZoneOffset.UTC),
                (namespace, file) -> whole.add(namespace + "/" + file));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private HttpResponse<String> send(String file, long offset, long size, byte[] bytes) throws Exception {
        var path = UPLOADS + "?file=" + file + "&offset=" + offset + "&size=" + size;
        var request = world.request(path)
                .header("authorization", "Bearer admin-token")
                .header("content-type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes));
        return world.plain().send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode status(HttpResponse<String> answer) throws Exception {
        return ApiWorld.JSON.readTree(answer.body()).path("status");
    }

    private static String message(HttpResponse<String> answer) throws Exception {
        return ApiWorld.JSON.readTree(answer.body()).path("message").asText();
    }

    @Test
    void piecesMakeAFile() throws Exception {
        var first = send("pos.raw", 0, 6, "pie".getBytes());
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(status(first)).hasToString("{\"received\":3,\"size\":6,\"complete\":false}");
        assertThat(whole).isEmpty();

        assertThat(status(send("pos.raw", 3, 6, "ces".getBytes()))
                        .path("complete")
                        .asBoolean())
                .isTrue();

        assertThat(whole).containsExactly("fleet-default/pos.raw");
        assertThat(folder.resolve("fleet-default/pos.raw")).hasContent("pieces");
        assertThat(status(world.get(UPLOADS + "/pos.raw")))
                .hasToString("{\"received\":6,\"size\":6,\"complete\":true}");
    }

    @Test
    void whoWasCutOffGoesOnWhereHeWasAlsoAtANewHub() throws Exception {
        send("pos.raw", 0, 6, "pie".getBytes());
        world.uploads = uploads();

        assertThat(status(world.get(UPLOADS + "/pos.raw")).path("received").asInt())
                .isEqualTo(3);
        var twice = send("pos.raw", 0 + 2, 6, "eces".getBytes());
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(message(twice)).contains("3 of 6 bytes have come: go on from offset=3");
        assertThat(send("pos.raw", 3, 6, "ces".getBytes()).statusCode()).isEqualTo(201);
        assertThat(folder.resolve("fleet-default/pos.raw")).hasContent("pieces");
    }

    @Test
    void beginningAnewForgetsWhatWasThere() throws Exception {
        send("pos.raw", 0, 6, "pie".getBytes());

        send("pos.raw", 0, 4, "cake".getBytes());

        assertThat(folder.resolve("fleet-default/pos.raw")).hasContent("cake");
        assertThat(send("pos.raw", 3, 6, "ces".getBytes()).statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 6, file",
        ".hidden, 0, 6, file",
        "a%2Fb, 0, 6, file",
        "a%00, 0, 6, file",
        "pos.raw, 0, 0, size",
        "pos.raw, 0, 4194305, size",
        "pos.raw, 5, 6, offset",
        "pos.raw, -1, 6, offset",
    })
    void whatCanNeverBeTakenIsRefusedByTheNameOfTheField(String file, long offset, long size, String field)
            throws Exception {
        var answer = send(file, offset, size, "pie".getBytes());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(message(answer)).startsWith("ImageUpload.inventory.granary.io \"\" is invalid: " + field + ": ");
        assertThat(folder.resolve("fleet-default")).doesNotExist();
    }

    @Test
    void aPieceIsAtMostWhatRancherLetsThrough() throws Exception {
        assertThat(send("pos.raw", 0, 2 << 20, new byte[1 << 20]).statusCode()).isEqualTo(201);
        assertThat(send("pos.raw", 1 << 20, LARGEST, new byte[(1 << 20) + 1]).statusCode())
                .isEqualTo(413);
    }

    @Test
    void unfinishedFilesAreBoundedAndForgottenAfterADay() throws Exception {
        for (var file = 0; file < 16; file++) {
            assertThat(send("f" + file, 0, 6, "pie".getBytes()).statusCode()).isEqualTo(201);
        }
        assertThat(send("f16", 0, 6, "pie".getBytes()).statusCode()).isEqualTo(507);
        assertThat(send("f3", 3, 6, "ces".getBytes()).statusCode()).isEqualTo(201);

        try (var parts = Files.newDirectoryStream(folder.resolve("fleet-default"), ".part.*")) {
            for (var part : parts) {
                Files.setLastModifiedTime(part, FileTime.from(NOW.minus(Duration.ofHours(25))));
            }
        }

        assertThat(send("f16", 0, 6, "pie".getBytes()).statusCode()).isEqualTo(201);
        assertThat(world.get(UPLOADS + "/f0").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyWhoMayCreateUploadsSendsThem() throws Exception {
        var request = world.request(UPLOADS + "?file=pos.raw&size=3").header("authorization", "Bearer ann-token");

        var answer =
                world.plain().send(request.POST(BodyPublishers.ofString("pie")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(message(answer)).contains("cannot create resource \"imageuploads\"", "\"fleet-default\"");
        assertThat(folder.resolve("fleet-default")).doesNotExist();
    }

    @Test
    void aHubWithoutALibrarySaysSo() throws Exception {
        world.uploads = null;

        var answer = send("pos.raw", 0, 3, "pie".getBytes());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(message(answer)).contains("granary.library.enabled");
    }
}
