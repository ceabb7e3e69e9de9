// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

/** The values of a row's fields, as text. */
final class FieldValues {
    private FieldValues() {}

    static boolean has(VmRow row, Field field, String value) {
        return field == Field.NETWORK
                ? row.vm().networks().contains(value)
                : text(row, field).equals(value);
    }

    /** The text of a field with one value. */
    static String text(VmRow row, Field field) {
        return switch (field) {
            case OBJECT_NAME -> row.objectName();
            case SITE_NAMESPACE -> row.site().namespace();
            case SITE -> row.site().id().value();
            case SITE_NAME -> row.site().name();
            case NAMESPACE -> row.vm().namespace();
            case NAME -> row.vm().name();
            case RUN_STRATEGY -> row.vm().runStrategy();
            case CPU -> Integer.toString(row.vm().cpuMillis());
            case MEMORY -> Long.toString(row.vm().memoryBytes());
            case DISK -> Long.toString(row.vm().diskBytes());
            case IMAGE -> row.vm().image();
            case NETWORK -> String.join(",", row.vm().networks());
            case STATUS -> row.vm().status();
            case PHASE -> row.phase();
            case NODE -> row.node();
            case OS -> row.os();
            case FRESHNESS -> row.site().freshness().word();
            case CREATED -> Long.toString(row.vm().createdAt());
        };
    }

    /** The number of a field that is one. */
    static long number(VmRow row, Field field) {
        return switch (field) {
            case CPU -> row.vm().cpuMillis();
            case MEMORY -> row.vm().memoryBytes();
            case DISK -> row.vm().diskBytes();
            case CREATED -> row.vm().createdAt();
            default -> throw new IllegalArgumentException(field + " is no number");
        };
    }
}
