// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** The wire contract of granary.io/v1alpha1: records, enums and the CustomResource shells. No logic. */
@NullMarked
package io.granary.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
