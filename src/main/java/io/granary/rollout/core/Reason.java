// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

/** The one primary reason of what becomes of a site. */
public enum Reason {
    ADMITTED,
    RUNNING,
    UNREACHABLE,
    VERIFYING,
    SUCCEEDED,
    SUCCEEDED_LATE,
    ALREADY_CURRENT,
    FAILED,
    TIMED_OUT,
    LOST,
    ACTION_VANISHED,
    PRECHECK_FAILED,
    REGRESSED,
    EXCLUDED,
    NOT_APPLICABLE,
    EXPIRED,
    SKIPPED_BY_HAND,
    NEW_SITE,
    SITE_HOLD,
    OFFLINE,
    WINDOW,
    NO_TIME_ZONE,
    BLACKOUT,
    WAVE,
    APPROVAL,
    PAUSED,
    ABORTED,
    TRIPPED,
    BUDGET,
    GROUP_BUDGET,
    CATCH_UP_BUDGET,
    FAILURE_BOUND,
    SITE_BUSY,
    PRIORITY,
    CLOCK_SKEW,
    CLOCK_BACK,
    PRECHECK,
    BACKOFF,
    OLDER_REVISION,
    UNOBSERVED,
    DECIDING,
    STAGING,
    STAGED,
    STAGING_FAILED,
    WINDOW_CLOSED,
    NEVER_STARTED,
    SUPERSEDED,
    TAKEN_BACK,
    CLEARED;

    private final String text = camel();

    /** In CamelCase, as conditions and events have it. */
    public String text() {
        return text;
    }

    private String camel() {
        var camel = new StringBuilder();
        for (var word : name().split("_", -1)) {
            camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return camel.toString();
    }
}
