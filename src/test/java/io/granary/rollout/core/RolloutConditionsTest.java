// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A rollout that stands still says why, where the schema could not know. */
class RolloutConditionsTest {
    @Test
    void whatHoldsSitesAndWillNotPassIsSaidWithTheFirstOfThem() {
        var held = new ManySites().held(5, "rest", "no Image v1 in this namespace: create it");

        assertThat(held.message("waves: [{name: rest}]"))
                .isEqualTo("wave rest: 0 of 5 succeeded; store-0000 and 4 more are held:"
                        + " no Image v1 in this namespace: create it");
    }

    @Test
    void aHoldByHandIsToldAsWell() {
        assertThat(new ManySites().stopped(1, "rest", "stocktaking").message("waves: [{name: rest}]"))
                .isEqualTo("wave rest: 0 of 1 succeeded; store-0000 is held: held by hand: stocktaking");
    }

    @Test
    void whileOthersAreAtWorkNothingStandsStill() {
        var held = new ManySites().running(1, "rest").held(5, "rest", "no Image v1");

        assertThat(held.message("waves: [{name: rest}]")).isEqualTo("wave rest: 0 of 6 succeeded");
    }

    @Test
    void aWaveThatNoSiteIsInSaysSo() {
        var canary = "waves: [{name: canary, select: {names: [store-0009]}}, {name: rest}]";

        assertThat(new ManySites().waiting(2, "rest").message(canary))
                .isEqualTo("wave canary: no site of the workspace is in it: mend its select, or spec.sites, or approve"
                        + " the wave to go on; the workspace has no site store-0009");
    }

    @Test
    void aSiteToBeSparedThatIsNotThereIsNamed() {
        var spared = "waves: [{name: rest}]\nsites: {exclude: [store-9, store-0001]}\ncontrol: {skip: [store-8]}";

        assertThat(new ManySites().waiting(2, "rest").message(spared))
                .isEqualTo("wave rest: 0 of 1 succeeded; the workspace has no site store-8, nor store-9");
    }
}
