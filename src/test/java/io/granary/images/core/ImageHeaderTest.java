// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.images.core.HeaderVerdict.Fit;
import io.granary.images.core.HeaderVerdict.Unfit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageHeaderTest {

    private static final long TEN_GIB = 10L << 30;

    @Test
    void readsTheVirtualSizeOfAQcow2File() {
        assertThat(read(qcow2(3))).isEqualTo(new Fit(ImageFormat.QCOW2, TEN_GIB));
        assertThat(read(qcow2(2))).isEqualTo(new Fit(ImageFormat.QCOW2, TEN_GIB));
    }

    @Test
    void refusesABackingFileAndSaysHowToFlattenIt() {
        ByteBuffer head = qcow2(3).putLong(8, 512);

        assertThat(message(head)).contains("backing file").contains("qemu-img convert -O qcow2");
    }

    @Test
    void refusesEncryption() {
        assertThat(message(qcow2(3).putInt(32, 2))).contains("encrypted");
    }

    @ParameterizedTest
    @CsvSource({"1,not closed", "2,corrupt", "4,another file", "1024,features"})
    void refusesIncompatibleFeatures(long bits, String expected) {
        assertThat(message(qcow2(3).putLong(72, bits))).contains(expected);
    }

    @Test
    void acceptsCompressionAndExtendedEntries() {
        assertThat(read(qcow2(3).putLong(72, 0b11000))).isInstanceOf(Fit.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "99999999999999999"})
    void refusesAnImpossibleVirtualSize(long size) {
        assertThat(message(qcow2(3).putLong(24, size))).contains("virtual size");
    }

    @Test
    void knowsAnIsoByItsVolumeDescriptor() {
        byte[] head = new byte[ImageHeader.NEEDED_BYTES];
        System.arraycopy("\u0001CD001".getBytes(StandardCharsets.ISO_8859_1), 0, head, 32768, 6);

        assertThat(ImageHeader.read(head, 700L << 20)).isEqualTo(new Fit(ImageFormat.ISO, 700L << 20));
    }

    @Test
    void takesTheRestForRawIfItsSizeIsWholeSectors() {
        assertThat(ImageHeader.read(new byte[4096], 1 << 20)).isEqualTo(new Fit(ImageFormat.RAW, 1 << 20));
        assertThat(((Unfit) ImageHeader.read(new byte[4096], 1000)).message()).contains("multiple of 512");
    }

    @ParameterizedTest
    @CsvSource({"KDMV,VMDK", "vhdxfile,VHDX", "conectix,VHD", "<html><head>,web page", "BZh9,bzip2"})
    void namesAForeignFormatAndItsRemedy(String magic, String name) {
        byte[] head = new byte[1024];
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, head, 0, bytes.length);

        assertThat(((Unfit) ImageHeader.read(head, 1024)).message()).contains(name);
    }

    @Test
    void answersForEveryPrefixAndEveryDamagedHeader() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] good = qcow2(3).array();
        for (int length = 0; length <= good.length; length++) {
            byte[] head = java.util.Arrays.copyOf(good, length);
            assertThat(ImageHeader.read(head, length)).isNotNull();
        }
        for (int flip = 0; flip < 5_000; flip++) {
            byte[] head = good.clone();
            head[random.nextInt(head.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(ImageHeader.read(head, good.length)).isNotNull();
        }
    }

    private static HeaderVerdict read(ByteBuffer head) {
        return ImageHeader.read(head.array(), head.array().length);
    }

    private static String message(ByteBuffer head) {
        return ((Unfit) read(head)).message();
    }

    private static ByteBuffer qcow2(int version) {
        return ByteBuffer.allocate(512)
                .putInt(0, 0x514649fb)
                .putInt(4, version)
                .putInt(20, 16)
                .putLong(24, TEN_GIB)
                .putInt(100, 104);
    }
}
