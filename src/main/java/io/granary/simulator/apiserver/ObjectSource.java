// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/**
 * The body of an object, made when somebody reads it. A source must be immutable: it gives the same body for the same
 * object for ever, since paged lists and watches read it later. State that changes means a new source.
 */
@FunctionalInterface
public interface ObjectSource {
    /**
     * The complete object as UTF-8 JSON, apiVersion and kind included, with the metadata of {@code object}: name,
     * namespace, uid, resourceVersion, generation, labels and creation time. Called on any thread, often; keep nothing.
     */
    byte[] json(StoredObject object);
}
