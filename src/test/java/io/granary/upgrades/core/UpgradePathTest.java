// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UpgradePathTest {
    @Test
    void aRancherOfUnknownVersionHoldsTheSiteAndSaysWhatToDo() {
        assertThat(UpgradePath.rancherHindrance("", "v1.8.2"))
                .isEqualTo(
                        "Rancher's version is not known yet, and Harvester v1.8.2 needs v2.14: if this stays, let the"
                                + " hub read settings.management.cattle.io server-version of Rancher");
    }

    @ParameterizedTest
    @ValueSource(strings = {"master-head", "dev", "v3.0.0", "v2", "v2.x"})
    void aVersionThatTellsNothingHoldsTheSite(String rancher) {
        assertThat(UpgradePath.rancherHindrance(rancher, "v1.8.2")).contains(rancher, "correct its setting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.14.0", "v2.14.2-rc1", "2.15.1", "v2.14-head", "v2.14-1a2b3c-head"})
    void aRancherThatIsNewEnoughHoldsNothing(String rancher) {
        assertThat(UpgradePath.rancherHindrance(rancher, "v1.8.2")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.13.9", "v2.13-head", "v2.9.0"})
    void anOlderRancherComesFirst(String rancher) {
        assertThat(UpgradePath.rancherHindrance(rancher, "v1.8.2")).endsWith("upgrade Rancher to v2.14 first");
    }

    @Test
    void aTargetThatIsNoReleaseHoldsTheSite() {
        assertThat(UpgradePath.rancherHindrance("v2.14.2", "master-head")).contains("name a release such as v1.8.2");
    }
}
