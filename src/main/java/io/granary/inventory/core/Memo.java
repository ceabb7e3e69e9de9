// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers the answers last asked for, {@code most} to twice as many, and lets those who ask the same at once share
 * one computation.
 */
final class Memo<K, V> {
    private final int most;
    private volatile Generations<K, V> generations =
            new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

    Memo(int most) {
        this.most = most;
    }

    V get(K question, Function<K, V> compute) {
        var now = generations;
        var known = now.young.get(question);
        if (known != null) {
            return known;
        }
        if (now.young.size() >= most) {
            now = age(now);
        }
        var old = now.old.get(question);
        return now.young.computeIfAbsent(question, old == null ? compute : _ -> old);
    }

    private synchronized Generations<K, V> age(Generations<K, V> full) {
        if (generations == full) {
            generations = new Generations<>(new ConcurrentHashMap<>(), full.young);
        }
        return generations;
    }

    private record Generations<K, V>(ConcurrentHashMap<K, V> young, ConcurrentHashMap<K, V> old) {}
}
