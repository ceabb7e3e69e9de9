// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Accepted;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.PauseInfo;
import io.granary.crd.v1alpha1.RolloutStatus.WaveLatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The journal of decisions while a pass proposes new ones. A latch that is closed is never opened again. */
final class Latches {
    private final Journal before;
    private final Instant since;
    private final Map<String, WaveLatch> waves = new TreeMap<>();
    private final List<String> consumed;
    private @Nullable PauseInfo pause;
    private @Nullable Accepted accepted;

    Latches(Journal before) {
        this.before = before;
        this.since = Instant.parse(before.revision().since());
        before.latches().forEach(latch -> waves.put(latch.wave(), latch));
        this.consumed = new ArrayList<>(before.consumed());
        this.pause = before.pause();
        this.accepted = before.accepted();
    }

    Instant since() {
        return since;
    }

    int revision() {
        return before.revision().number();
    }

    boolean passed(String wave) {
        return wave(wave).passedAt() != null;
    }

    WaveLatch wave(String name) {
        var known = waves.get(name);
        return known != null ? known : new WaveLatch(name, null, null, null);
    }

    void set(WaveLatch latch) {
        waves.put(latch.wave(), latch);
    }

    void consume(Word word) {
        consumed.add(word.name());
        while (consumed.size() > 32) {
            consumed.removeFirst();
        }
    }

    boolean isConsumed(Word word) {
        return consumed.contains(word.name());
    }

    @Nullable
    PauseInfo pause() {
        return pause;
    }

    void pause(PauseInfo info) {
        pause = info;
    }

    /** A person resumed, knowing these counts. */
    void resume(Accepted counts) {
        pause = null;
        accepted = counts;
    }

    int acceptedFailed() {
        return accepted == null ? 0 : accepted.failed();
    }

    int acceptedLost() {
        return accepted == null ? 0 : accepted.lost();
    }

    int acceptedIn(String wave) {
        return accepted == null ? 0 : accepted.byWave().getOrDefault(wave, 0);
    }

    Journal journal() {
        return new Journal(
                before.epoch(),
                before.serial(),
                before.revision(),
                pause,
                accepted,
                List.copyOf(waves.values()),
                consumed);
    }
}
