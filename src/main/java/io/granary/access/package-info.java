// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** Who sees which sites: follows the roles and bindings of the hub's cluster and of Rancher. */
@NullMarked
package io.granary.access;

import org.jspecify.annotations.NullMarked;
