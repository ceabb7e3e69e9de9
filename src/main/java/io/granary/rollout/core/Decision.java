// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What becomes of one site in this pass: one reason, and one sentence that is the same everywhere. */
public sealed interface Decision {
    SiteView site();

    Reason reason();

    String sentence();

    /** Take a slot, write it down, then start. */
    record Admit(SiteView site, Entry entry, Reason reason, String sentence) implements Decision {}

    /** Fetch ahead. */
    record Stage(SiteView site, Entry entry, Reason reason, String sentence) implements Decision {}

    /** Wait. @param until when it may change by itself; {@link Instant#MAX} if only by an event */
    record Hold(SiteView site, Reason reason, String sentence, Instant until) implements Decision {}

    /** Give the slot back, once the site proves that nothing started. */
    record Release(SiteView site, Entry entry, Reason reason, String sentence) implements Decision {}

    /** In flight: (re-)drive or watch. */
    record Follow(SiteView site, Entry entry, Reason reason, String sentence) implements Decision {}

    /** Stop what runs, if the payload can: it timed out or its content is superseded. */
    record Cancel(SiteView site, Entry entry, Reason reason, String sentence) implements Decision {}

    /** Nothing more to do for this revision. */
    record Done(SiteView site, @Nullable Entry entry, Reason reason, String sentence) implements Decision {}
}
