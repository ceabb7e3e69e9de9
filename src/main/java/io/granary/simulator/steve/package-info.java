// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/**
 * Steve, the API that Rancher puts in front of a cluster for its own pages (rancher/steve): every kind the cluster
 * serves, as schemas, pages of objects, counts and live changes. Everything is read from the cluster's own objects.
 */
@NullMarked
package io.granary.simulator.steve;

import org.jspecify.annotations.NullMarked;
