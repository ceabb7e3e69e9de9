// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** One text for many equal ones, because ten thousand sites hold the same values. Bounded. */
final class TextPool implements UnaryOperator<String> {
    private static final int MOST = 20_000;
    private static final int LONGEST = 512;

    private final Map<String, String> known = new ConcurrentHashMap<>();

    @Override
    public String apply(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return text.isEmpty() ? "" : text;
        }
        var same = known.get(text);
        if (same != null) {
            return same;
        }
        if (known.size() < MOST) {
            known.put(text, text);
        }
        return text;
    }
}
