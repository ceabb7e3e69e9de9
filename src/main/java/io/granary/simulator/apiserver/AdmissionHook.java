// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** A mutating or validating webhook, in process. Throw a {@link StatusException} to refuse. */
@FunctionalInterface
public interface AdmissionHook {
    void admit(Admission admission);
}
