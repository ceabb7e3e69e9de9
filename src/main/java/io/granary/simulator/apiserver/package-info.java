// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * A Kubernetes API server that lives in memory: protocol, storage and admission, and nothing of Rancher or Harvester.
 * Start at {@link io.granary.simulator.apiserver.KubeApiServer}; what kinds it serves says a
 * {@link io.granary.simulator.apiserver.ResourceCatalog}, what objects it holds a
 * {@link io.granary.simulator.apiserver.ObjectStore}.
 */
@NullMarked
package io.granary.simulator.apiserver;

import org.jspecify.annotations.NullMarked;
