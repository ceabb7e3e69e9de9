// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutReportSpec;
import org.jspecify.annotations.Nullable;

/**
 * A shard as it was read.
 *
 * @param version the resourceVersion, null to create it
 */
public record HubReport(String name, @Nullable String version, RolloutReportSpec spec) {}
