// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * {@link FleetTrial} with SITES=200 KILLS=10 SEED=1 from the environment; ends with 1 if a promise was broken, and says
 * which.
 */
public final class FleetMain {
    private FleetMain() {}

    public static void main(String... arguments) throws IOException {
        var terms = new FleetTrial.Terms(
                BenchMain.number("SITES", 200),
                BenchMain.number("KILLS", 10),
                BenchMain.number("SEED", 1),
                Duration.ofMinutes(BenchMain.number("MINUTES", 30)));
        FleetTrial.Outcome outcome;
        try (var trial = new FleetTrial(terms, System::nanoTime)) {
            outcome = trial.run();
        }
        outcome.table().forEach(System.out::println);
        outcome.violations().stream().limit(40).forEach(violation -> System.out.println("fleet: " + violation));
        System.out.println("fleet: " + outcome.violations().size() + " promises broken");
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }
}
