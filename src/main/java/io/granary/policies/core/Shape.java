// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

/** What the text of a setting is, which tells how two of them are compared. */
public enum Shape {
    TEXT("a text"),
    URL("a URL"),
    BOOLEAN("true or false"),
    WHOLE("a whole number"),
    DECIMAL("a number"),
    /** A JSON object, of which Go reads a missing field and a zero one alike. */
    JSON("a JSON object"),
    /** A JSON object, or a plain URL in the older form. */
    JSON_OR_URL("a JSON object or a URL"),
    /** PEM blocks. */
    PEM("certificates in PEM form");

    private final String words;

    Shape(String words) {
        this.words = words;
    }

    /** As a sentence has it. */
    public String words() {
        return words;
    }
}
