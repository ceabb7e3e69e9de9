// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.images.core.HeaderVerdict;
import io.granary.images.core.ImageFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    Path folder;

    private FolderLibrary store;
    private Intake intake;

    @BeforeEach
    void open() {
        store = new FolderLibrary(folder.resolve("library"));
        intake = new Intake(store, folder.resolve("incoming"), 2 * SIZE);
    }

    @Test
    void takesAnImageAndTellsWhatItIs() throws Exception {
        List<Long> received = new ArrayList<>();

        Intake.Accepted accepted = intake.take(zeros(SIZE), null, received::add);

        assertThat(accepted.header()).isEqualTo(new HeaderVerdict.Fit(ImageFormat.RAW, SIZE));
        assertThat(store.find(accepted.file().sha512())).contains(accepted.file());
        assertThat(received).last().isEqualTo((long) SIZE);
    }

    @Test
    void takesTheSameFileTwice() throws Exception {
        Intake.Accepted first = intake.take(zeros(SIZE), null, bytes -> {});

        assertThat(intake.take(zeros(SIZE), first.file().sha512(), bytes -> {})).isEqualTo(first);
    }

    @Test
    void refusesAnotherChecksumAndNamesBoth() throws Exception {
        String declared = "ab".repeat(64);

        assertThatThrownBy(() -> intake.take(zeros(SIZE), declared, bytes -> {}))
                .isInstanceOf(Intake.Refused.class)
                .hasMessageContaining("declared was " + declared);
        assertNothingLeft();
    }

    @Test
    void refusesWhatIsNoImage() throws Exception {
        assertThatThrownBy(() -> intake.take(zeros(1000), null, bytes -> {}))
                .isInstanceOf(Intake.Refused.class)
                .hasMessageContaining("multiple of 512");
        assertNothingLeft();
    }

    @Test
    void stopsReadingAtTheLargestSize() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };

        assertThatThrownBy(() -> intake.take(endless, null, bytes -> {}))
                .isInstanceOf(Intake.Refused.class)
                .hasMessageContaining("granary.library.largest-file");
        assertNothingLeft();
    }

    @Test
    void leavesNothingOfASourceThatBreaksOff() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatThrownBy(() -> intake.take(broken, null, bytes -> {})).isInstanceOf(IOException.class);
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static InputStream zeros(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }
}
