// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import static io.granary.upgrades.UpgradeStory.DATACENTER;
import static io.granary.upgrades.UpgradeStory.STORE;
import static io.granary.upgrades.UpgradeStory.minutes;
import static io.granary.upgrades.UpgradeStory.to;

import io.granary.crd.v1alpha1.RolloutTarget.Hop;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.simulator.harvester.UpgradeStage;
import io.granary.simulator.site.SitePlan.Link;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole upgrades of one site, told in docs/stories, from the first look to the end. */
class UpgradeStoriesTest {

    @Test
    void threeNodes() {
        try (var story = new UpgradeStory(DATACENTER, 3)) {
            story.titled("Three nodes, one after the other", """
                            System services come first, then node by node: its machines move away, it reboots, the next
                            follows. No machine stops, and the site is in reach all the time.""")
                    .run(to("v1.8.2"), minutes(600))
                    .told("upgrade-three-nodes.txt");
        }
    }

    @Test
    void oneNode() {
        try (var story = new UpgradeStory(STORE, 1)) {
            story.titled("One node, and nowhere to go", """
                            All machines stop, the site is out of reach while its node reboots, and the same machines
                            run again at the end.""")
                    .run(to("v1.8.2"), minutes(600))
                    .told("upgrade-one-node.txt");
        }
    }

    @Test
    void twoHops() {
        try (var story = new UpgradeStory(STORE, 1)) {
            story.titled("Two minors are two hops", """
                    From v1.6.1 there is no step to v1.8.2. Granary goes by the version between that spec.target.upgrade
                    names, and waits for the cleanup of the first hop before it begins the second.""");
            story.set("server-version", "v1.6.1");
            var iso = new Iso("http://mirror.example/harvester.iso", "0".repeat(128));
            var target = new UpgradeTarget("v1.8.2", null, List.of(new Hop("v1.7.3", iso)), null, null, null);
            story.run(target, minutes(900)).told("upgrade-two-hops.txt");
        }
    }

    @Test
    void stuckInEachStage() {
        var all = new StringBuilder();
        for (var stage : EnumSet.complementOf(EnumSet.of(UpgradeStage.LOG, UpgradeStage.CLEANUP))) {
            try (var story =
                    stage == UpgradeStage.SINGLE_NODE ? new UpgradeStory(STORE, 1) : new UpgradeStory(DATACENTER, 3)) {
                story.site.troubles().stallUpgrades(stage);
                story.titled("Stuck: " + stage.text(), """
                                Nothing moves any more, and the site says nothing of it. Granary says where it hangs and
                                where to look, interrupts nothing, and sees the end when somebody has mended it.""")
                        .after(minutes(300), "somebody mends it", story.site.troubles()::freeUpgrades)
                        .run(to("v1.8.2"), minutes(900));
                all.append(all.isEmpty() ? "" : "\n\n").append(story.text());
            }
        }
        UpgradeStory.compare("upgrade-stuck.txt", all.toString());
    }

    @Test
    void cutOffInTheMiddleOfTheReboot() {
        try (var story = new UpgradeStory(STORE, 1)) {
            story.titled("The line breaks during the reboot", """
                            The site comes back from its reboot, and its line does not for four hours. Its upgrade ends
                            without us; what was recorded at the site is enough to put everything back.""")
                    .after(minutes(78), "the line breaks", () -> story.site.link(Link.OFFLINE))
                    .after(minutes(318), "the line is back", () -> story.site.link(Link.CONNECTED))
                    .run(to("v1.8.2"), minutes(900))
                    .told("upgrade-cut-off.txt");
        }
    }

    @Test
    void resumedByHubsThatRememberNothing() {
        try (var story = new UpgradeStory(STORE, 1)) {
            story.titled("A hub that ends, and others that remember nothing", """
                    The hub is killed while services are upgraded, and the next one during the reboot. The record at the
                    site is all that the others have.""");
            story.after(minutes(30), "the hub is killed, another takes over", story::restart)
                    .after(minutes(76), "that one is killed, too", story::restart)
                    .run(to("v1.8.2"), minutes(600))
                    .told("upgrade-resumed.txt");
        }
    }
}
