// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The packaged hub against a simulated fleet, in the short form of {@code make fleet}. */
class FleetIT {

    @Test
    void aHubThatIsKilledAtAnyWriteDoublesNothingLosesNothingAndKeepsItsBudgets() throws IOException {
        var terms = new FleetTrial.Terms(16, 3, 1, Duration.ofMinutes(6));

        try (var trial = new FleetTrial(terms, System::nanoTime)) {
            assertThat(trial.run().violations()).isEmpty();
        }
    }
}
