// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class through which time, randomness or the environment comes into the house, so that everything behind it
 * can be given a clock, a seed and a setting. HouseRulesTest allows those calls only here and in main classes. The
 * simulator, which knows no other room, declares an annotation of the same name.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Seam {
    /** What comes in here, and why it cannot come in by constructor. */
    String value();
}
