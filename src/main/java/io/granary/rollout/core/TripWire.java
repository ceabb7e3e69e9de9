// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutControl.OnFailure;
import io.granary.crd.v1alpha1.RolloutStatus.Accepted;
import io.granary.crd.v1alpha1.RolloutStatus.PauseInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pauses a rollout that fails too much, loses too much, or whose wave can no longer be passed; and lets a person
 * resume. Never resumes by itself, even when a late success lowers the count (R14).
 */
final class TripWire {
    private final Rules rules;
    private final Latches latches;
    private final Instant now;

    TripWire(Rules rules, Latches latches, Instant now) {
        this.rules = rules;
        this.latches = latches;
        this.now = now;
    }

    /** Failures that may still happen before it trips; what a Strict bound counts with. */
    int tolerance(Census all) {
        return rules.brakes().maxFailed().tolerance(all.started) + latches.acceptedFailed();
    }

    void check(Census all, Map<String, Census> waves, List<Word> words, WaveGates gates) {
        var pause = latches.pause();
        if (pause != null) {
            words.stream()
                    .filter(word -> word.spec().decision() == Decision.Resume && gates.current(word))
                    .filter(word -> !word.createdAt().isBefore(Instant.parse(pause.at())))
                    .findFirst()
                    .ifPresent(word -> resume(word, all, waves));
            return;
        }
        if (rules.brakes().onFailure() == OnFailure.Continue) {
            return;
        }
        var failed = all.failed + all.timedOut;
        var lost = rules.brakes().maxLost().tolerance(all.started) + latches.acceptedLost();
        if (failed > tolerance(all)) {
            trip(
                    "FailureThreshold",
                    failed + " of " + all.started + " started sites failed, " + tolerance(all) + " may");
        } else if (all.lost > lost) {
            trip("LostThreshold", all.lost + " of " + all.started + " started sites are lost, " + lost + " may be");
        } else {
            unachievable(waves);
        }
    }

    private void unachievable(Map<String, Census> waves) {
        for (var wave : rules.waves()) {
            if (latches.passed(wave.name())) {
                continue;
            }
            var count = waves.getOrDefault(wave.name(), new Census());
            var bad = count.bad() - Math.min(latches.acceptedIn(wave.name()), count.bad());
            var needed = Share.required(wave.success(), count.eligible() - (count.bad() - bad));
            var possible = count.succeeded + count.inFlight + count.waiting;
            if (bad > 0 && (possible < needed || possible + count.deferred < wave.minSucceeded())) {
                var first =
                        wave.equals(rules.waves().getFirst()) && rules.waves().size() > 1;
                trip(
                        first ? "CanaryFailed" : "FailureThreshold",
                        "wave " + wave.name() + " cannot be passed any more: " + possible + " can still succeed, "
                                + Math.max(needed, wave.minSucceeded()) + " must");
                return;
            }
            return;
        }
    }

    private void trip(String by, String message) {
        latches.pause(new PauseInfo(by, latches.revision(), now.toString(), message));
    }

    private void resume(Word word, Census all, Map<String, Census> waves) {
        latches.consume(word);
        var byWave = new TreeMap<String, Integer>();
        waves.forEach((wave, count) -> {
            if (count.bad() > 0) {
                byWave.put(wave, count.bad());
            }
        });
        latches.resume(new Accepted(all.failed + all.timedOut, all.lost, byWave));
    }
}
