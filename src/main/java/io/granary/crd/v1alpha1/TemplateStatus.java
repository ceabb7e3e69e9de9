// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Granary found out about a template.
 *
 * @param fingerprints of its public keys, SHA256
 */
public record TemplateStatus(
        List<String> fingerprints,
        List<Condition> conditions,
        @Nullable Long observedGeneration) implements Conditioned {
    public TemplateStatus {
        fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
