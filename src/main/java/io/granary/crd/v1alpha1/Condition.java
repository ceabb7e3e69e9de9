// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of an object's state, in the form of {@code metav1.Condition}.
 *
 * @param type in CamelCase
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param observedGeneration the generation of the spec that this is about
 * @param lastTransitionTime when the status last changed, RFC 3339
 * @param reason one word in CamelCase, for programs
 * @param message one sentence, for people
 */
public record Condition(
        @Required String type,
        @Required String status,
        @Nullable Long observedGeneration,
        @Required String lastTransitionTime,
        @Required String reason,
        @Nullable String message) {}
