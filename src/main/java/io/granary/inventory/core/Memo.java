// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Remembers answers, and lets those who ask the same at once share one computation. Forgets all when it is full. */
final class Memo<K, V> {
    private static final int MOST = 128;

    private final ConcurrentHashMap<K, V> answers = new ConcurrentHashMap<>();

    V get(K question, Function<K, V> compute) {
        var known = answers.get(question);
        if (known != null) {
            return known;
        }
        if (answers.size() >= MOST) {
            answers.clear();
        }
        return answers.computeIfAbsent(question, compute);
    }
}
