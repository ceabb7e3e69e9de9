// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.Image;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.kube.HubObject;
import io.granary.kube.MemoryResources;
import io.granary.kube.Resources;
import io.granary.kube.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file among the uploads to what the Image's status says; the hub's objects are in memory. */
class ImageIntakesTest {
    private static final int SIZE = 1 << 20;
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-03T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final MemoryResources<ImageSpec, ImageStatus> images = new MemoryResources<>();
    private final LinkedBlockingQueue<HubObject<ImageSpec, ImageStatus>> told = new LinkedBlockingQueue<>();
    private Library library;
    private ImageIntakes intakes;

    @BeforeEach
    void open() throws IOException {
        var store = new FolderLibrary(folder.resolve("files"));
        Files.createDirectories(folder.resolve("uploads"));
        var uploads = new Uploads(folder.resolve("uploads"), store, 2L * SIZE, NOW, this::whole);
        library = new Library(store, new Intake(store, folder.resolve("incoming"), 2L * SIZE), uploads, "http://hub");
        intakes = begin(library);
        images.watch("", "", new Listening());
    }

    private ImageIntakes begin(Library at) {
        var begun = new ImageIntakes(images, at, null, NOW, System::nanoTime);
        begun.start(1);
        return begun;
    }

    private void whole(String namespace, String file) {
        Optional.ofNullable(images.find(namespace, "pos")).ifPresent(intakes::uploaded);
    }

    private final class Listening implements Resources.Listener<HubObject<ImageSpec, ImageStatus>> {
        @Override
        public void replaced(List<HubObject<ImageSpec, ImageStatus>> all) {}

        @Override
        public void changed(HubObject<ImageSpec, ImageStatus> image) {
            told.add(image);
        }

        @Override
        public void deleted(HubObject<ImageSpec, ImageStatus> image) {}
    }

    @AfterEach
    void close() {
        intakes.close();
    }

    @Test
    void takesAnUploadedFileAndTellsWhereItIsServed() throws Exception {
        upload("pos.raw", SIZE);

        var status = arrives("{\"file\": \"pos.raw\", \"format\": \"raw\", \"sizeBytes\": 1048576}");

        assertThat(ImageStatuses.isReady(status)).isTrue();
        assertThat(status.sizeBytes()).isEqualTo(SIZE);
        assertThat(status.servedAt()).isEqualTo("http://hub/library/{site}/" + status.sha512() + "/pos.img");
        assertThat(library.store().find(status.sha512())).isPresent();
    }

    @Test
    void aFileThatIsNotThereIsAskedForByName() throws Exception {
        var status = arrives("{\"file\": \"pos.raw\"}");

        assertThat(reason(status)).isEqualTo("FetchFailed");
        assertThat(ImageStatuses.reason(status))
                .contains("there is no file pos.raw", "kubectl granary upload pos.raw -n fleet");
    }

    @Test
    void aFileThatIsSentLaterIsTakenInAsSoonAsItIsWhole() throws Exception {
        assertThat(reason(arrives("{\"file\": \"pos.raw\"}"))).isEqualTo("FetchFailed");

        send("pos.raw", new byte[SIZE]);

        var status = settled("pos");
        assertThat(ImageStatuses.isReady(status)).isTrue();
        assertThat(folder.resolve("uploads/fleet/pos.raw")).doesNotExist();
        assertThat(library.uploads().find("fleet", "pos.raw")).contains(new Uploads.Progress("pos.raw", SIZE, SIZE));
    }

    @Test
    void aFileThatWasRefusedIsReadAgainWhenItIsSentAnew() throws Exception {
        send("pos.raw", new byte[SIZE - 512]);
        var spec = "{\"file\": \"pos.raw\", \"sizeBytes\": " + SIZE + "}";
        assertThat(reason(arrives(spec))).isEqualTo("Refused");

        send("pos.raw", new byte[SIZE]);

        assertThat(ImageStatuses.isReady(settled("pos"))).isTrue();
    }

    @Test
    void anEditAfterItWasTakenInReadsItFromTheLibrary() throws Exception {
        send("pos.raw", new byte[SIZE]);
        var before = arrives("{\"file\": \"pos.raw\"}");
        var image = images.find("fleet", "pos");

        images.replace(image.withSpec(
                Wire.mapper().readValue("{\"file\": \"pos.raw\", \"format\": \"raw\"}", ImageSpec.class)));
        intakes.arrived(images.find("fleet", "pos"));

        assertThat(settled("pos").sha512()).isEqualTo(before.sha512());
    }

    private void send(String file, byte[] bytes) throws IOException {
        assertThat(library.uploads().append("fleet", new Uploads.Piece(file, 0, bytes.length, bytes)))
                .isInstanceOf(Uploads.Answer.Added.class);
    }

    @Test
    void noNameLeadsOutOfTheUploads() throws Exception {
        Files.write(folder.resolve("secret"), new byte[SIZE]);

        assertThat(ImageStatuses.reason(arrives("{\"file\": \"../secret\"}"))).contains("plain name");
    }

    @Test
    void aNameThatNoFileCanHaveIsToldAndNotTriedInSilence() throws Exception {
        assertThat(reason(arrives("{\"file\": \"po\\u0000s\"}"))).isEqualTo("FetchFailed");
    }

    @Test
    void refusesAnotherFormatAndWaitsForAnEdit() throws Exception {
        upload("pos.raw", SIZE);

        var status = arrives("{\"file\": \"pos.raw\", \"format\": \"qcow2\"}");

        assertThat(reason(status)).isEqualTo("Refused");
        assertThat(ImageStatuses.reason(status))
                .isEqualTo("The file is RAW, spec.format says qcow2: correct it, or leave it out.");
        var writes = images.writes();
        intakes.arrived(images.find("fleet", "pos"));
        intakes.arrived(put("other", "{\"file\": \"absent\"}"));
        settled("other");
        assertThat(images.find("fleet", "pos").status()).isEqualTo(status);
        assertThat(images.writes()).isEqualTo(writes + 2);
    }

    @Test
    void refusesAnotherSizeOrChecksum() throws Exception {
        upload("pos.raw", SIZE);

        assertThat(ImageStatuses.reason(arrives("{\"file\": \"pos.raw\", \"sizeBytes\": 7}")))
                .contains("1048576 bytes, spec.sizeBytes says 7");
    }

    @Test
    void anotherAddressOfTheLibraryIsToldWithoutFetchingAgain() throws Exception {
        upload("pos.raw", SIZE);
        var before = arrives("{\"file\": \"pos.raw\"}");
        Files.delete(folder.resolve("uploads/pos.raw"));
        intakes.close();
        intakes = begin(new Library(library.store(), library.intake(), library.uploads(), "https://new"));

        intakes.arrived(images.find("fleet", "pos"));
        var after = settled("pos");

        assertThat(after.servedAt()).isEqualTo("https://new/library/{site}/" + before.sha512() + "/pos.img");
        assertThat(ImageStatuses.isReady(after)).isTrue();
    }

    private void upload(String name, int size) throws IOException {
        Files.write(folder.resolve("uploads").resolve(name), new byte[size]);
    }

    private HubObject<ImageSpec, ImageStatus> put(String name, String spec) throws IOException {
        var meta = HubObject.Meta.of("fleet", name, Map.of());
        images.create(HubObject.of(Image.class, meta, Wire.mapper().readValue(spec, ImageSpec.class)));
        return images.find("fleet", name);
    }

    private ImageStatus arrives(String spec) throws Exception {
        intakes.arrived(put("pos", spec));
        return settled("pos");
    }

    /** The next status that is more than a beginning. */
    private ImageStatus settled(String name) throws InterruptedException {
        while (true) {
            var next = told.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("a status of %s", name).isNotNull();
            var status = next.status();
            if (next.metadata().name().equals(name)
                    && status != null
                    && !reason(status).equals("Fetching")) {
                return status;
            }
        }
    }

    private static String reason(ImageStatus status) {
        return status.conditions().getFirst().reason();
    }
}
