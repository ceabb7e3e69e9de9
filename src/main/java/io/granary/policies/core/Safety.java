// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

/** Whether one value of a setting may go to many sites. */
public enum Safety {
    SAFE,
    /** It may, with care: the policy says so in a condition. */
    CAREFUL,
    /** Only with a part that each site fills in. */
    PER_SITE,
    /** Never by a policy. */
    NEVER
}
