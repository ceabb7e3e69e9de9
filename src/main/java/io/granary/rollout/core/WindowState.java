// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import java.time.Duration;
import java.time.Instant;

/** Whether work may start now. */
public sealed interface WindowState {

    /** @param until when the window closes; {@link Instant#MAX} if never */
    record Open(Instant since, Instant until, Duration length) implements WindowState {}

    /** @param next when a window opens next; {@link Instant#MAX} if not within the five weeks that are looked at */
    record Closed(Instant next) implements WindowState {}

    record Blackout(String name, Instant until) implements WindowState {}

    /** Windows or blackouts are asked for, but the zone of the site is unknown. */
    record NoZone() implements WindowState {}
}
