// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Duration;

/** What the engine must know of a kind of payload. */
public record Traits(Access access, Interruption interruption, Staging staging) {
    public static final Traits SHARED = new Traits(Access.SHARED, Interruption.ALLOWED, Staging.NONE);

    /** How long the work itself may keep a site dark, as machines do that restart: it is not lost for that (R17). */
    Duration outage() {
        return access == Access.EXCLUSIVE ? Duration.ofHours(1) : Duration.ZERO;
    }

    public enum Access {
        /** Has the site to itself. */
        EXCLUSIVE,
        SHARED
    }

    public enum Interruption {
        ALLOWED,
        NEVER
    }

    public enum Staging {
        /** Can fetch ahead of its start: {@code RolloutPayload.stage} is called where the rollout asks for it. */
        AHEAD,
        NONE
    }
}
