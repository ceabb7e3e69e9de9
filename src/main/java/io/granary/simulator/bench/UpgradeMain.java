// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * {@link UpgradeTrial} with SITES=200 KILLS=2 SEED=1 PACE=60 from the environment; ends with 1 if a promise was broken,
 * and says which.
 */
public final class UpgradeMain {
    private UpgradeMain() {}

    public static void main(String... arguments) throws IOException {
        var terms = new UpgradeTrial.Terms(
                BenchMain.number("SITES", 200),
                UpgradeTrial.Which.STORES,
                BenchMain.number("KILLS", 2),
                BenchMain.number("SEED", 1),
                Duration.ofMinutes(BenchMain.number("MINUTES", 30)),
                Duration.ofSeconds(180));
        UpgradeTrial.Outcome outcome;
        try (var trial = new UpgradeTrial(terms, BenchMain.number("PACE", 60), System::nanoTime)) {
            outcome = trial.run();
        }
        outcome.table().forEach(System.out::println);
        outcome.violations().stream().limit(40).forEach(UpgradeTrial::say);
        UpgradeTrial.say(outcome.violations().size() + " promises broken");
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }
}
