// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
/** VM images: the headquarters library, its HTTPS server, and how an image reaches a site. */
@NullMarked
package io.granary.images;

import org.jspecify.annotations.NullMarked;
