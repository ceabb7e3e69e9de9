// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

/**
 * What became of a write. A refusal is a value, because a sick API server is no reason to stop what else is under way.
 */
public sealed interface Written<T> {

    /** Stored; this is how the server has it now. */
    record Stored<T>(T object) implements Written<T> {}

    /** Nothing was to do, nothing was sent. */
    record Unchanged<T>(T object) implements Written<T> {}

    /** Somebody else was faster (409): read again and decide anew. */
    record Conflict<T>(String message) implements Written<T> {}

    /** Not written. */
    record Refused<T>(ApiProblem problem) implements Written<T> {}
}
