// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

import java.util.List;

/** One thing to do at a site. Each may be done twice without harm, and is followed by another look. */
public sealed interface UpgradeStep {
    /** Writes the record down as it is now. */
    record Keep(UpgradeRecord record) implements UpgradeStep {}

    /** Suspends backup schedules, named namespace/name. */
    record Suspend(List<String> schedules) implements UpgradeStep {}

    /** Lets them go on. */
    record Resume(List<String> schedules) implements UpgradeStep {}

    /** Writes the setting upgrade-config. */
    record Configure(String value) implements UpgradeStep {}

    /** Creates the Version object. */
    record Provide(String version) implements UpgradeStep {}

    /** Creates the Upgrade. */
    record Create(String name, String version) implements UpgradeStep {}

    /** Starts virtual machines, named namespace/name. */
    record Start(List<String> machines) implements UpgradeStep {}

    /** There is nothing to do but to look again. */
    record Wait(String words) implements UpgradeStep {}
}
