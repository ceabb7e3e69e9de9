// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * The only door to API servers: Rancher's local cluster, and each site behind Rancher's proxy. Bounded in bytes, time
 * and number.
 */
@NullMarked
package io.granary.kube;

import org.jspecify.annotations.NullMarked;
