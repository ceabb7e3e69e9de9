// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

/** Where a site stands in a revision. Held and deferred are not phases: they are computed, never stored. */
public enum Phase {
    PENDING,
    STAGING,
    STAGED,
    /** A slot is taken and written down; nothing was seen on the site yet. */
    ADMITTED,
    /** The action object was seen on the site. */
    RUNNING,
    /** The action ended well; the desired state is not seen yet. */
    VERIFYING,
    BACKOFF,
    SUCCEEDED,
    CURRENT,
    FAILED,
    TIMED_OUT,
    LOST,
    SKIPPED;

    /** A slot is taken. */
    public boolean isInFlight() {
        return this == ADMITTED || isStarted();
    }

    public boolean isStarted() {
        return this == RUNNING || this == VERIFYING;
    }

    /** It came to a bad end; for {@code TIMED_OUT} and {@code LOST} not necessarily the last. */
    public boolean isBad() {
        return this == FAILED || this == TIMED_OUT || this == LOST;
    }

    public boolean isWaiting() {
        return this == PENDING || this == STAGING || this == STAGED || this == BACKOFF;
    }
}
