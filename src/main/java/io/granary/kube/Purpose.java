// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import java.util.function.Supplier;

/** For what, and at whose wish, something is done: the audit line of each change at a site within it says so. */
public final class Purpose {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private Purpose() {}

    /**
     * What is done for it, on this thread.
     *
     * @param words such as {@code rollout fleet-default/tills revision 3, asked for by ann}; may hold what others wrote
     */
    public static <T> T within(String words, Supplier<T> work) {
        return ScopedValue.where(CURRENT, PlainText.of(words, 300)).call(work::get);
    }

    /** The empty string outside of any. */
    static String current() {
        return CURRENT.orElse("");
    }
}
