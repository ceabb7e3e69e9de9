// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.bench;

import io.granary.inventory.core.VmFacts;
import io.granary.inventory.core.VmiFacts;
import io.granary.kernel.SiteId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A fleet as believable as it need be to measure with: three nodes a site, five labels a VM, addresses all different.
 */
record BenchFleet(int sites, int vms) {
    private static final List<String> STATUS =
            List.of("Running", "Running", "Running", "Running", "Running", "Stopped", "Starting", "Paused");
    private static final List<String> OS = List.of(
            "Ubuntu 24.04.1 LTS",
            "Ubuntu 22.04.5 LTS",
            "SUSE Linux Enterprise Server 15 SP6",
            "openSUSE Leap 15.6",
            "Microsoft Windows Server 2022",
            "Microsoft Windows 11 IoT",
            "Debian GNU/Linux 12 (bookworm)",
            "");
    private static final List<String> WORDS = List.of("till", "db", "web", "cam", "dns", "pos", "mqtt", "ad", "file");
    private static final List<String> COUNTRIES = List.of("de", "ch", "fr", "us", "jp", "br", "in", "pl", "it", "es");

    int size() {
        return sites * vms;
    }

    SiteId site(int site) {
        return new SiteId("c-m-" + Integer.toString(0x10000000 + mix(site, 0) % 0x10000000, 36) + site);
    }

    String siteName(int site) {
        return "store-" + country(site) + "-" + (10_000 + site);
    }

    Map<String, String> siteLabels(int site) {
        return Map.of("country", country(site), "region", "region-" + mix(site, 2) % 40, "tier", "t" + site % 3);
    }

    private static String country(int site) {
        return COUNTRIES.get(mix(site, 1) % COUNTRIES.size());
    }

    String namespace(int site, int vm) {
        return "ns-" + mix(site, vm) % 20;
    }

    String name(int site, int vm) {
        return WORDS.get(mix(site, vm + 7) % WORDS.size()) + "-" + (10_000 + site) + "-" + (100 + vm);
    }

    String ip(int site, int vm) {
        return "10." + (site >> 8 & 0xff) + "." + (site & 0xff) + "." + (10 + vm);
    }

    String mac(int site, int vm) {
        int tail = mix(site, vm + 13);
        return String.format(
                "52:54:%02x:%02x:%02x:%02x", tail >>> 24, tail >> 16 & 0xff, tail >> 8 & 0xff, tail & 0xff);
    }

    String status(RandomGenerator dice) {
        return STATUS.get(dice.nextInt(STATUS.size()));
    }

    VmFacts vm(int site, int vm, String status) {
        int dice = mix(site, vm + 19);
        var image = "default/image-" + dice % 40;
        return new VmFacts(
                namespace(site, vm),
                name(site, vm),
                new UUID(mix(site, vm) * 31L << 20, mix(vm, site) * 17L << 24 | site).toString(),
                Integer.toString(1_000_000 + dice % 1_000_000),
                1_700_000_000L + dice % 60_000_000,
                Map.of(
                        "app", "app-" + dice % 12,
                        "tier", "tier-" + dice % 3,
                        "owner", "team-" + dice % 500,
                        "harvesterhci.io/creator", "harvester",
                        "harvesterhci.io/os", dice % 2 == 0 ? "linux" : "windows"),
                status,
                dice % 9 == 0 ? "Halted" : "RerunOnFailure",
                1000 * (1 << dice % 4),
                (1L << 30) << dice % 6,
                (10L << 30) * (1 + dice % 12),
                image,
                dice % 2 == 0 ? "linux" : "windows",
                List.of("default/vlan-" + dice % 30),
                List.of(mac(site, vm)),
                null);
    }

    VmiFacts vmi(int site, int vm) {
        int dice = mix(site, vm + 19);
        return new VmiFacts(
                namespace(site, vm),
                name(site, vm),
                new UUID(mix(site, vm + 3) * 29L << 20, mix(vm, site + 5) * 13L << 24 | site).toString(),
                Integer.toString(2_000_000 + dice % 1_000_000),
                1_750_000_000L + dice % 10_000_000,
                "Running",
                "node-" + site + "-" + dice % 3,
                List.of(ip(site, vm)),
                List.of(mac(site, vm)),
                OS.get(dice % OS.size()),
                dice % 8 < 7,
                true,
                false);
    }

    /** A number of 31 bits that looks random. */
    private static int mix(int one, int other) {
        long mixed = (one * 0x9e3779b97f4a7c15L + other) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94d049bb133111ebL;
        return (int) (mixed >>> 33);
    }
}
