// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The production loop against a hostile world, from seeds. Replay one: {@code ModelRun 1 <seed>}. */
class RolloutModelTest {

    @Test
    void keepsEveryPromiseOverManySeeds() {
        for (long seed = 0; seed < 200; seed++) {
            var world = new ModelRun(seed, ModelHub.Bug.NONE).run().world;

            assertThat(world.violations).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void tellsTheSameStoryFromTheSameSeed() {
        var once = new ModelRun(7, ModelHub.Bug.NONE).run().world;
        var again = new ModelRun(7, ModelHub.Bug.NONE).run().world;

        assertThat(again.trace).isEqualTo(once.trace);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void findsThePlantedBug(ModelHub.Bug bug) {
        long seed = 0;
        while (seed < 300 && new ModelRun(seed, bug).run().world.violations.isEmpty()) {
            seed++;
        }

        assertThat(seed).as("first seed that finds %s", bug).isLessThan(300);
    }
}
