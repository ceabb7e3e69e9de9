// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** A stretch of an upgrade that can take long, hang or fail, in the order in which they come. */
public enum UpgradeStage {
    LOG(1),
    IMAGE(12),
    REPO(2),
    /** Once for each node. */
    PRELOAD(10),
    SERVICES(25),
    /** Once for each node of several. */
    PRE_DRAIN(8),
    POST_DRAIN(15),
    /** In place of draining, where there is one node only. */
    SINGLE_NODE(25),
    REBOOT(8),
    CLEANUP(1);

    private final Duration usual;

    UpgradeStage(int minutes) {
        this.usual = Duration.ofMinutes(minutes);
    }

    /** How long it takes where nothing is wrong, on a clock of pace 1. */
    public Duration usual() {
        return usual;
    }

    /** As in {@code pre-drain}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException that lists the names there are */
    public static UpgradeStage named(String text) {
        return Arrays.stream(values())
                .filter(stage -> stage.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stage is one of "
                        + Arrays.stream(values()).map(UpgradeStage::text).toList() + ", not \"" + text + "\""));
    }
}
