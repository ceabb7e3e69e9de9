// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way in, as an AdmissionReview describes it. Mutators replace {@link #object()}, validators throw a
 * {@link StatusException} with the code and text they want; both may add warnings.
 */
public final class Admission {
    /** What is being done; a patch is an UPDATE, or a CREATE when apply creates. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /** Where it is done: subresource is empty for the object itself. */
    public record Target(Operation operation, ResourceType type, String subresource, ObjectKey key, User user) {}

    private final Target target;
    private final @Nullable ObjectNode before;
    private final List<String> warnings = new ArrayList<>();
    private final ObjectStore store;
    private @Nullable ObjectNode object;

    Admission(Target target, ObjectStore store, @Nullable ObjectNode before, @Nullable ObjectNode object) {
        this.target = target;
        this.store = store;
        this.before = before;
        this.object = object;
    }

    public Target target() {
        return target;
    }

    /** What the cluster holds now, for hooks that compare. */
    public ObjectStore store() {
        return store;
    }

    /** As it is stored; null at a creation. */
    public @Nullable ObjectNode before() {
        return before;
    }

    /** As it shall be stored; null at a deletion. May be changed in place by a mutator. */
    public @Nullable ObjectNode object() {
        return object;
    }

    public void replace(ObjectNode changed) {
        object = changed;
    }

    /** Sent to the client as header {@code Warning: 299 - "text"}. */
    public void warn(String text) {
        warnings.add(text);
    }

    List<String> warnings() {
        return warnings;
    }
}
