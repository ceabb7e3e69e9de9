// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The Rancher in front of the sites: certificates, tokens, its own objects and its exact failure answers. */
@NullMarked
package io.granary.simulator.rancher;

import org.jspecify.annotations.NullMarked;
