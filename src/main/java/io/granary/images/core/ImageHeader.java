// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import io.granary.images.core.HeaderVerdict.Fit;
import io.granary.images.core.HeaderVerdict.Unfit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads the header of an image file, and trusts neither its name nor what was declared of it.
 *
 * <p>qcow2 as in QEMU's {@code docs/interop/qcow2.rst}; ISO 9660 by its volume descriptor at sector 16; what no other
 * format claims is raw, and must be a multiple of 512 bytes (harvester#5044).
 */
public final class ImageHeader {

    /** How many bytes from the file's start {@link #read} wants, or the whole file if it is shorter. */
    public static final int NEEDED_BYTES = 36 * 1024;

    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int ISO_DESCRIPTOR = 16 * 2048;
    private static final int SECTOR = 512;
    private static final long MAX_VIRTUAL_SIZE = 64L << 40;

    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;
    private static final long KNOWN_FEATURES = DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2;

    private static final List<Foreign> FOREIGN = List.of(
            new Foreign("a VMware disk (VMDK)", 0, "KDMV", Foreign.CONVERT),
            new Foreign("a VMware disk description (VMDK)", 0, "# Disk DescriptorFile", Foreign.CONVERT),
            new Foreign("a Hyper-V disk (VHDX)", 0, "vhdxfile", Foreign.CONVERT),
            new Foreign("a Virtual PC disk (VHD)", 0, "conectix", Foreign.CONVERT),
            new Foreign("a VirtualBox disk (VDI)", 64, "\u007f\u0010\u00da\u00be", Foreign.CONVERT),
            new Foreign("an old QEMU disk (QED)", 0, "QED\0", Foreign.CONVERT),
            new Foreign(
                    "a LUKS container", 0, "LUKS\u00ba\u00be", "publish it decrypted; Harvester encrypts at the site"),
            new Foreign("a gzip archive", 0, "\u001f\u008b", Foreign.UNPACK),
            new Foreign("an xz archive", 0, "\u00fd7zXZ\0", Foreign.UNPACK),
            new Foreign("a bzip2 archive", 0, "BZh", Foreign.UNPACK),
            new Foreign("a zstd archive", 0, "\u0028\u00b5\u002f\u00fd", Foreign.UNPACK),
            new Foreign("a zip archive", 0, "PK\u0003\u0004", Foreign.UNPACK),
            new Foreign("a tar archive (an OVA?)", 257, "ustar", "extract its disk, and convert it to qcow2"),
            new Foreign("a web page", 0, "<!DOCTYPE", Foreign.WEB_PAGE),
            new Foreign("a web page", 0, "<html", Foreign.WEB_PAGE));

    private ImageHeader() {}

    /**
     * Tells format and virtual size.
     *
     * @param head the first {@link #NEEDED_BYTES} bytes, or the whole file if it is shorter
     * @param fileSize bytes of the whole file
     */
    public static HeaderVerdict read(byte[] head, long fileSize) {
        if (fileSize == 0) {
            return new Unfit("The file is empty: upload it again, or correct the source URL.");
        }
        if (head.length >= 4 && ByteBuffer.wrap(head).getInt() == QCOW2_MAGIC) {
            return qcow2(ByteBuffer.wrap(head), fileSize);
        }
        Optional<Foreign> foreign =
                FOREIGN.stream().filter(format -> format.matches(head)).findFirst();
        if (foreign.isPresent()) {
            return new Unfit("The file is " + foreign.get().name + ", which Harvester does not import: "
                    + foreign.get().remedy + ".");
        }
        if (textAt(head, ISO_DESCRIPTOR + 1, "CD001")) {
            return new Fit(ImageFormat.ISO, fileSize);
        }
        return raw(fileSize);
    }

    private static HeaderVerdict raw(long fileSize) {
        if (fileSize % SECTOR != 0) {
            return new Unfit("A raw image is a multiple of 512 bytes, this file has " + fileSize
                    + ": it is cut short, or it is no disk image. Compare its size and checksum with the publisher's.");
        }
        return new Fit(ImageFormat.RAW, fileSize);
    }

    private static HeaderVerdict qcow2(ByteBuffer head, long fileSize) {
        if (head.limit() < 72) {
            return new Unfit("The qcow2 header is cut short at " + head.limit() + " bytes: upload the file again.");
        }
        int version = head.getInt(4);
        if (version != 2 && version != 3) {
            return new Unfit("The file is qcow version " + Integer.toUnsignedString(version)
                    + ": convert it with qemu-img convert -O qcow2.");
        }
        if (head.getLong(8) != 0) {
            return new Unfit("The qcow2 file has a backing file, which no site has: flatten it with"
                    + " qemu-img convert -O qcow2.");
        }
        if (head.getInt(32) != 0) {
            return new Unfit("The qcow2 file is encrypted: decrypt it with qemu-img convert; Harvester encrypts at"
                    + " the site.");
        }
        long virtualSize = head.getLong(24);
        if (virtualSize <= 0 || virtualSize > MAX_VIRTUAL_SIZE) {
            return new Unfit("The qcow2 header gives a virtual size of " + Long.toUnsignedString(virtualSize)
                    + " bytes; it is between 1 byte and 64 TiB. The file is damaged: check it with qemu-img check.");
        }
        int clusterBits = head.getInt(20);
        if (clusterBits < 9 || clusterBits > 21 || fileSize < 72) {
            return new Unfit("The qcow2 header is damaged (cluster bits " + clusterBits
                    + ", 9 to 21 are possible): check the file with qemu-img check.");
        }
        return version == 2 ? new Fit(ImageFormat.QCOW2, virtualSize) : qcow2Features(head, virtualSize);
    }

    private static HeaderVerdict qcow2Features(ByteBuffer head, long virtualSize) {
        if (head.limit() < 104) {
            return new Unfit("The qcow2 header is cut short at " + head.limit() + " bytes: upload the file again.");
        }
        long incompatible = head.getLong(72);
        if ((incompatible & EXTERNAL_DATA) != 0) {
            return new Unfit(
                    "The qcow2 file keeps its data in another file: join them with" + " qemu-img convert -O qcow2.");
        }
        if ((incompatible & CORRUPT) != 0) {
            return new Unfit("The qcow2 file is marked as corrupt: repair it with qemu-img check -r all.");
        }
        if ((incompatible & DIRTY) != 0) {
            return new Unfit("The qcow2 file was not closed properly: repair it with qemu-img check -r all.");
        }
        if ((incompatible & ~KNOWN_FEATURES) != 0) {
            return new Unfit("The qcow2 file uses features that Harvester may not know (0x"
                    + Long.toHexString(incompatible & ~KNOWN_FEATURES)
                    + "): convert it with qemu-img convert -O qcow2.");
        }
        return new Fit(ImageFormat.QCOW2, virtualSize);
    }

    private static boolean textAt(byte[] head, int offset, String latin1) {
        byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return head.length >= offset + wanted.length
                && ByteBuffer.wrap(head, offset, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    /** A format that is recognised in order to be refused with a remedy. */
    private record Foreign(String name, int offset, String magic, String remedy) {
        static final String CONVERT = "convert it with qemu-img convert -O qcow2";
        static final String UNPACK = "unpack it, and publish the image inside";
        static final String WEB_PAGE = "the source URL leads to a page; use the link of the file itself";

        boolean matches(byte[] head) {
            return textAt(head, offset, magic);
        }
    }
}
