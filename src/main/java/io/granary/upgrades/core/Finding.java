// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades.core;

/**
 * What a look before an upgrade found.
 *
 * @param sentence what is so
 * @param remedy how to mend it
 */
public record Finding(Code code, Severity severity, String sentence, String remedy) {
    public enum Severity {
        /** The site is not upgraded until it is mended. */
        BLOCKS,
        /** The upgrade goes on; somebody should know. */
        WARNS,
        /** What the upgrade will do. */
        TELLS
    }

    public enum Code {
        VALIDATOR,
        VALIDATOR_SILENT,
        UPGRADE_LEFT,
        NODE_NOT_READY,
        NODE_IN_MAINTENANCE,
        VOLUME_FAULTED,
        VOLUME_DEGRADED,
        DISK,
        SYSTEM_DISK,
        CERTIFICATE,
        SCHEDULES,
        BACKUP_OLD,
        CANNOT_MIGRATE,
        DOWNTIME
    }

    /** Both as one sentence. */
    public String told() {
        return sentence + ": " + remedy;
    }
}
