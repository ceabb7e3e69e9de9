// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary;

/** The form of a line of the log. */
public enum LogFormat {
    TEXT,
    JSON
}
