// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Harvester release and what ships in it (harvester/harvester release notes and installer tags).
 *
 * @param harvester value of the setting server-version
 * @param kubernetes version of RKE2, which is what Rancher shows
 */
public enum Release {
    V1_7_1("v1.7.1", "v1.34.3+rke2r3", "v2.13.1", "1.6.3-150700.3.13.1", "v1.10.1", "6.4.0-38-default"),
    V1_7_3("v1.7.3", "v1.34.6+rke2r1", "v2.13.5", "1.6.6-150700.3.19.1", "v1.10.3", "6.4.0-41-default"),
    V1_8_0("v1.8.0", "v1.35.2+rke2r1", "v2.14.0", "1.7.0-150700.3.21.1", "v1.11.1", "6.12.0-160000.7-default"),
    V1_8_1("v1.8.1", "v1.35.6+rke2r1", "v2.14.2", "1.7.0-150700.3.21.1", "v1.11.2", "6.12.0-160000.9-default"),
    V1_8_2("v1.8.2", "v1.35.7+rke2r1", "v2.14.4", "1.7.4-150700.3.27.1", "v1.11.2", "6.12.0-160000.11-default");

    private final String harvester;
    private final String kubernetes;
    private final String rancher;
    private final String kubevirt;
    private final String longhorn;
    private final String kernel;

    Release(String harvester, String kubernetes, String rancher, String kubevirt, String longhorn, String kernel) {
        this.harvester = harvester;
        this.kubernetes = kubernetes;
        this.rancher = rancher;
        this.kubevirt = kubevirt;
        this.longhorn = longhorn;
        this.kernel = kernel;
    }

    public String harvester() {
        return harvester;
    }

    public String kubernetes() {
        return kubernetes;
    }

    /** The Rancher embedded in the site, not the one that manages it. */
    public String rancher() {
        return rancher;
    }

    public String kubevirt() {
        return kubevirt;
    }

    public String longhorn() {
        return longhorn;
    }

    public String kernel() {
        return kernel;
    }

    /** Before v1.8 the class of an image is named after the image, later after its uid (pkg/image/common). */
    public boolean namesImageClassByUid() {
        return compareTo(V1_8_0) >= 0;
    }

    /** By its name, as {@code v1.8.2}. */
    static Optional<Release> named(String harvester) {
        return Arrays.stream(values())
                .filter(release -> release.harvester.equals(harvester))
                .findFirst();
    }

    static Release newest() {
        return values()[values().length - 1];
    }

    static Release of(Seeds seeds) {
        int draw = seeds.below(100);
        if (draw < 20) {
            return V1_7_1;
        }
        if (draw < 45) {
            return V1_7_3;
        }
        if (draw < 55) {
            return V1_8_0;
        }
        return draw < 90 ? V1_8_1 : V1_8_2;
    }
}
