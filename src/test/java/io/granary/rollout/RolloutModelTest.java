// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.rollout.ModelCase.Fault;
import io.granary.rollout.ModelCase.Kind;
import io.granary.rollout.ModelCase.Twist;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The production loop against a hostile world, from seeds; {@code make model SEEDS=5000 FIRST=0} runs any number. */
class RolloutModelTest {

    @Test
    void keepsEveryPromiseOverManySeeds() {
        assertThat(ModelMain.run(Long.getLong("model.first", 0), Integer.getInteger("model.seeds", 200)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH", "LOST", "FREEZE"})
    void comesToTheSameEndWhicheverRequestAnAccidentHits(Kind kind) {
        var calm = new ModelRun(ModelCase.calm(5, Set.of()), ModelHub.Bug.NONE).run();

        for (int at = 1; at <= calm.requests; at++) {
            var run = new ModelRun(ModelCase.calm(5, Set.of(), new Fault(at, kind, 0)), ModelHub.Bug.NONE).run();

            assertThat(run.world.violations).as("%s at request %d", kind, at).isEmpty();
            assertThat(run.world.starts()).as("%s at request %d", kind, at).isEqualTo(calm.world.starts());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH", "LOST", "EDIT", "ABORT", "DELETE"})
    void fetchesPutsBackAndClearsWhicheverRequestIsHit(Kind kind) {
        var twists = Set.of(Twist.AHEAD, Twist.LINES, Twist.REVERTS);
        var calm = new ModelRun(new ModelCase(5, 4, 40, 0, twists, List.of()), ModelHub.Bug.NONE).run();
        assertThat(calm.world.story)
                .anyMatch(line -> line.contains("fetches ahead"))
                .anyMatch(line -> line.endsWith("is put back"));

        for (int at = 1; at <= calm.requests; at++) {
            var given = new ModelCase(5, 4, 40, 0, twists, List.of(new Fault(at, kind, 1)));

            assertThat(new ModelRun(given, ModelHub.Bug.NONE).run().world.violations)
                    .as("%s at request %d", kind, at)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EDIT", "PAUSE", "ABORT", "LIMIT", "DELETE"})
    void keepsItsPromisesWhicheverRequestAPersonIsFasterThan(Kind kind) {
        var calm = new ModelRun(ModelCase.calm(5, Set.of(Twist.APPROVAL)), ModelHub.Bug.NONE).run();

        for (int at = 1; at <= calm.requests; at++) {
            var given = ModelCase.calm(5, Set.of(Twist.APPROVAL), new Fault(at, kind, 1));

            assertThat(new ModelRun(given, ModelHub.Bug.NONE).run().world.violations)
                    .as("%s at request %d", kind, at)
                    .isEmpty();
        }
    }

    @Test
    void tellsTheSameStoryFromTheSameSeed() {
        var once = new ModelRun(ModelCase.of(7), ModelHub.Bug.NONE).run().world;
        var again = new ModelRun(ModelCase.of(7), ModelHub.Bug.NONE).run().world;

        assertThat(again.trace).isEqualTo(once.trace);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void findsThePlantedBug(ModelHub.Bug bug) {
        long seed = 0;
        while (seed < 300
                && new ModelRun(ModelCase.of(seed), bug).run().world.violations.isEmpty()) {
            seed++;
        }

        assertThat(seed).as("first seed that finds %s", bug).isLessThan(300);
    }

    @Test
    void aFailingCaseIsMadeSmallBeforeItIsTold() {
        var found = ModelCase.of(0);
        while (new ModelRun(found, ModelHub.Bug.TRUSTS_LEDGER)
                .run()
                .world
                .violations
                .isEmpty()) {
            found = ModelCase.of(found.seed() + 1);
        }

        var small = ModelMain.shrunk(found, ModelHub.Bug.TRUSTS_LEDGER);

        assertThat(small.sites()).isEqualTo(3);
        assertThat(small.faults()).hasSizeLessThan(2);
        assertThat(small.twists()).isEmpty();
    }
}
