// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Excuses a type or method from the limits on length, nesting and parameters, for the reason its ADR gives. The limits
 * themselves do not move.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
public @interface TooBig {
    /** The number of the ADR in {@code docs/adr} that says why this one is better whole. */
    int adr();
}
