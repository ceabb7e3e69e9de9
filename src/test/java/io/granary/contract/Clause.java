// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

/** One sentence about what an API server does, and how to see it. */
record Clause(String sentence, Check check) {
    /** Looks at a server through a wire with a namespace of its own. */
    @FunctionalInterface
    interface Check {
        void on(Wire wire);
    }
}
