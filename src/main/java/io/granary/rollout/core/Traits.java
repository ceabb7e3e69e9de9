// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

/** What the engine must know of a kind of payload. */
public record Traits(Access access, Interruption interruption, Staging staging) {
    public static final Traits SHARED = new Traits(Access.SHARED, Interruption.ALLOWED, Staging.NONE);

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
