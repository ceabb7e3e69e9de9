// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.Objects;
import java.util.function.Function;

/** Writes a status only where it differs from the one that is stored: a fleet at rest costs the API server nothing. */
public final class StatusPatcher<T> {
    private final Resources<T> resources;
    private final Function<T, ?> status;

    /** @param status takes the status out of an object, as a value with {@code equals}; it may be null there */
    public StatusPatcher(Resources<T> resources, Function<T, ?> status) {
        this.resources = resources;
        this.status = status;
    }

    /**
     * Writes the status of {@code desired} over that of {@code stored}, if they differ and nobody else wrote meanwhile.
     *
     * @param desired carries the resource version of {@code stored}
     */
    public Written<T> patch(T stored, T desired) {
        if (Objects.equals(status.apply(stored), status.apply(desired))) {
            return new Written.Unchanged<>(stored);
        }
        var written = resources.replaceStatus(desired);
        if (written instanceof Written.Stored<T>) {
            resources.announce(stored, desired);
        }
        return written;
    }
}
