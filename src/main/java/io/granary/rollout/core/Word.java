// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutApprovalSpec;
import java.time.Instant;

/** An approval as it lies in the hub. */
public record Word(String name, RolloutApprovalSpec spec, Instant createdAt) {}
