// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The packaged hub upgrades stores and a datacenter with faults, in the short form of {@code make upgrades}. */
class UpgradeIT {
    private static final int PACE = 600;

    @Test
    void aHubThatIsKilledOnTheWayUpgradesEachSiteOnceAndPutsEverythingBack() throws IOException {
        var patience = Duration.ofMinutes(4);
        var terms = new UpgradeTrial.Terms(8, UpgradeTrial.Which.ALL, 1, 16, patience, Duration.ofSeconds(30));

        try (var trial = new UpgradeTrial(terms, PACE, System::nanoTime)) {
            assertThat(trial.run().violations()).isEmpty();
        }
    }
}
