// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a value when it is first wanted, and keeps it; a failure is not kept, so that the next caller tries again. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    Once(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        var made = value == null ? source.get() : value;
        value = made;
        return made;
    }
}
