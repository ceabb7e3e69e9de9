// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutReportSpec;
import io.granary.rollout.core.Entry;
import io.granary.rollout.core.Phase;
import io.granary.rollout.core.SiteUid;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Entries on the wire and off it. */
final class Entries {
    private Entries() {}

    static RolloutReportSpec.Entry wire(Entry entry, @Nullable String name) {
        var meter = entry.meter();
        return new RolloutReportSpec.Entry(
                entry.site().value(),
                name,
                entry.phase().name(),
                entry.wave(),
                entry.attempt(),
                entry.since().getEpochSecond(),
                seconds(entry.startedAt()),
                seconds(entry.succeededAt()),
                meter.counted().isZero() ? null : meter.counted().toSeconds(),
                seconds(meter.from()),
                seconds(meter.darkSince()),
                entry.code().isEmpty() ? null : entry.code(),
                entry.message().isEmpty() ? null : entry.message(),
                entry.epoch(),
                entry.serial(),
                entry.lane() == Entry.Lane.CATCH_UP ? Boolean.TRUE : null,
                entry.misses() == 0 ? null : entry.misses());
    }

    static Entry read(int revision, RolloutReportSpec.Entry wire) {
        var counted = wire.rt() == null ? Duration.ZERO : Duration.ofSeconds(wire.rt());
        return new Entry(
                new SiteUid(wire.s()),
                revision,
                Phase.valueOf(wire.p()),
                wire.w() == null ? "" : wire.w(),
                wire.a(),
                Instant.ofEpochSecond(wire.t()),
                instant(wire.st()),
                instant(wire.sa()),
                new Entry.Meter(counted, instant(wire.rk()), instant(wire.us())),
                wire.c() == null ? "" : wire.c(),
                wire.m() == null ? "" : wire.m(),
                wire.e(),
                wire.q(),
                Boolean.TRUE.equals(wire.l()) ? Entry.Lane.CATCH_UP : Entry.Lane.WAVE,
                wire.f() == null ? 0 : wire.f());
    }

    private static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
