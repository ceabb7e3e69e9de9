// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** What an image file is, and what a request for a part of it means. Pure. */
@NullMarked
package io.granary.images.core;

import org.jspecify.annotations.NullMarked;
