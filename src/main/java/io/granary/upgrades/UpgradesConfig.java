// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How Harvester upgrades are judged: what counts before one, and when a stage is stuck. A stuck upgrade goes on; it is
 * told, not stopped.
 */
@ConfigMapping(prefix = "granary.upgrades")
public interface UpgradesConfig {

    /** How long the ISO and its repository may take, above 0. */
    @WithDefault("60M")
    Duration stuckImage();

    /** How long the preload of images may take over all nodes, above 0. */
    @WithDefault("45M")
    Duration stuckPreload();

    /** How long the upgrade of the system services may take, above 0. */
    @WithDefault("90M")
    Duration stuckServices();

    /** How long one node may stay in one state, above 0. */
    @WithDefault("60M")
    Duration stuckNode();

    /** How long a node may take to reboot, above 0. */
    @WithDefault("20M")
    Duration stuckReboot();

    /** After how long a waiting site is looked at anew before its upgrade, above 0; a held one four times as often. */
    @WithDefault("8M")
    Duration preflightAgain();

    /** How old the last good backup of a virtual machine may be before its upgrade is a warning, above 0. */
    @WithDefault("24H")
    Duration backupAge();
}
