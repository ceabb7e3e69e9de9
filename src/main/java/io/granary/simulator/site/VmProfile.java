// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.util.Map;

/** The kinds of virtual machine that a store or a datacenter runs. */
enum VmProfile {
    POS("pos", "image-pos-2026-05", Guest.SLES, new Size(2, 4, 20, 0), Nic.POD_SILENT),
    POS_NEXT("pos", "image-pos-2026-08", Guest.SLES, new Size(2, 4, 24, 0), Nic.POD_SILENT),
    WEB("web", "image-ubuntu-2404", Guest.UBUNTU, new Size(4, 8, 40, 100), Nic.VLAN),
    CACHE("cache", "image-ubuntu-2404", Guest.UBUNTU, new Size(2, 8, 40, 60), Nic.VLAN),
    DATABASE("db", "image-win2022", Guest.WINDOWS, new Size(8, 32, 120, 400), Nic.VLAN),
    BACK_OFFICE("office", "image-win2022", Guest.WINDOWS, new Size(4, 16, 80, 40), Nic.VLAN),
    CAMERA("cctv", "image-sles-157", Guest.SLES, new Size(4, 16, 60, 900), Nic.VLAN),
    SIGNAGE("signage", "image-ubuntu-2404", Guest.UBUNTU, new Size(1, 2, 16, 0), Nic.POD_SILENT),
    KUBERNETES("k3s", "image-sles-157", Guest.SLES, new Size(4, 8, 60, 80), Nic.VLAN);

    /** Cores, memory in GiB, root and data disk in GiB; a data disk of 0 means none. */
    record Size(int cores, int memory, int root, int data) {}

    /** How the machine hangs on the network, and whether its guest agent tells an address. */
    enum Nic {
        VLAN,
        POD_SILENT
    }

    /** What the guest agent reports of the operating system. */
    enum Guest {
        UBUNTU("ubuntu", "ubuntu", "Ubuntu", "Ubuntu 24.04.2 LTS", "24.04", "6.8.0-60-generic"),
        SLES("linux", "sles", "SLES", "SUSE Linux Enterprise Server 15 SP7", "15.7", "6.4.0-150700.53.3-default"),
        WINDOWS("windows", "mswindows", "Microsoft Windows", "Windows Server 2022 Standard", "2022", "20348");

        private final String label;
        private final Map<String, String> words;

        Guest(String label, String id, String name, String pretty, String version, String kernel) {
            this.label = label;
            this.words =
                    Map.of("osId", id, "osName", name, "osPretty", pretty, "osVersion", version, "osKernel", kernel);
        }

        /** Value of the label harvesterhci.io/os. */
        String label() {
            return label;
        }

        Map<String, String> words() {
            return words;
        }
    }

    private final String app;
    private final String image;
    private final Guest guest;
    private final Size size;
    private final Nic nic;

    VmProfile(String app, String image, Guest guest, Size size, Nic nic) {
        this.app = app;
        this.image = image;
        this.guest = guest;
        this.size = size;
        this.nic = nic;
    }

    String app() {
        return app;
    }

    String image() {
        return image;
    }

    Guest guest() {
        return guest;
    }

    Size size() {
        return size;
    }

    boolean onVlan() {
        return nic == Nic.VLAN;
    }

    static VmProfile of(Seeds seeds) {
        return values()[seeds.below(values().length)];
    }
}
