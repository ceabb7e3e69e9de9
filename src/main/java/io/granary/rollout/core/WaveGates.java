// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutApprovalSpec.At;
import io.granary.crd.v1alpha1.RolloutApprovalSpec.Decision;
import io.granary.crd.v1alpha1.RolloutControl.OnFailure;
import io.granary.crd.v1alpha1.RolloutStatus.PauseInfo;
import io.granary.crd.v1alpha1.RolloutStatus.WaveLatch;
import io.granary.crd.v1alpha1.RolloutWave;
import io.granary.rollout.core.WaveState.Stand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens and passes waves (E4): thresholds, soak, approvals. Latches at most one step of one wave in a pass. */
final class WaveGates {
    private final Rules rules;
    private final Latches latches;
    private final List<Word> words;
    private final Instant now;

    WaveGates(Rules rules, Latches latches, List<Word> words, Instant now) {
        this.rules = rules;
        this.latches = latches;
        this.words = words;
        this.now = now;
    }

    List<WaveState> states(Map<String, Census> counts) {
        var states = new ArrayList<WaveState>();
        var blocked = "";
        for (var wave : rules.waves()) {
            if (!blocked.isEmpty()) {
                states.add(state(wave, Stand.BLOCKED, "waits for wave " + blocked));
                continue;
            }
            var state = state(wave, counts.getOrDefault(wave.name(), new Census()));
            states.add(state);
            blocked = state.stand() == Stand.PASSED ? "" : wave.name();
        }
        return states;
    }

    /** While the rollout is tripped no wave moves. */
    List<WaveState> frozen() {
        return rules.waves().stream()
                .map(wave -> latches.passed(wave.name())
                        ? state(wave, Stand.PASSED, "passed")
                        : state(wave, Stand.BLOCKED, "waits until a person resumes"))
                .toList();
    }

    private WaveState state(Rules.Wave wave, Census count) {
        if (latches.passed(wave.name())) {
            return state(wave, Stand.PASSED, "passed");
        }
        if (wave.before() != null && latches.wave(wave.name()).approvedBefore() == null) {
            var word = word(wave, wave.before(), At.Before);
            if (word == null || denied(word)) {
                return state(wave, Stand.AWAITING_BEFORE, "waits for approval before it opens" + nobody(wave.before()));
            }
            latches.consume(word);
            latches.set(new WaveLatch(wave.name(), word.name(), null, null));
        }
        if (!complete(wave, count)) {
            return state(wave, Stand.OPEN, count.succeeded + " of " + count.eligible() + " succeeded");
        }
        if (count.succeeded < wave.minSucceeded()) {
            return approved(wave, Stand.NO_EVIDENCE, evidence(wave, count), NO_GATE);
        }
        var last = count.lastSuccess;
        var soaked = last == null ? now : last.plus(wave.soak());
        if (now.isBefore(soaked)) {
            return new WaveState(wave.name(), Stand.SOAKING, "soaks until " + soaked + sooner(wave), soaked);
        }
        return wave.after() == null
                ? pass(wave, null)
                : approved(wave, Stand.AWAITING_AFTER, "waits for approval" + nobody(wave.after()), wave.after());
    }

    private static final RolloutWave.Gate NO_GATE = new RolloutWave.Gate(null, null, null);

    private static String evidence(Rules.Wave wave, Census count) {
        return count.selected == 0
                ? "no site of the workspace is in it: mend its select, or spec.sites, or approve the wave to go on"
                : count.succeeded + " of the " + wave.minSucceeded() + " that must really succeed did, and "
                        + count.current + " had everything before: approve the wave if that is enough";
    }

    private WaveState approved(Rules.Wave wave, Stand waiting, String message, RolloutWave.Gate gate) {
        var word = word(wave, wave.after() == null ? gate : wave.after(), At.After);
        return word == null || denied(word) ? state(wave, waiting, message) : pass(wave, word);
    }

    /** Who wrote no waves does not know that one soaks, nor how to change it. */
    private String sooner(Rules.Wave wave) {
        return rules.spec().waves().isEmpty()
                ? ", as a rollout without waves does: for less, set spec.waves to [{name: " + wave.name()
                        + ", select: {percent: 1%}, soak: 1m}]"
                : "";
    }

    /** What would make any approval void; empty if nothing does. */
    private String nobody(RolloutWave.Gate gate) {
        return Boolean.TRUE.equals(gate.notAuthor())
                        && latches.journal().revision().author() == null
                ? ", and none counts: notAuthor needs to know who wrote this revision, and nobody stamped it"
                        + " (annotation granary.io/author)"
                : "";
    }

    private WaveState pass(Rules.Wave wave, @Nullable Word word) {
        if (word != null) {
            latches.consume(word);
        }
        var latch = latches.wave(wave.name());
        var by = word == null ? null : word.name();
        latches.set(new WaveLatch(wave.name(), latch.approvedBefore(), by, now.toString()));
        return state(wave, Stand.PASSED, "passed");
    }

    private boolean complete(Rules.Wave wave, Census count) {
        var accepted = Math.min(latches.acceptedIn(wave.name()), count.bad());
        var needed = Share.required(wave.success(), count.eligible() - accepted);
        var goOn = rules.brakes().onFailure() == OnFailure.Continue;
        var ended = count.inFlight == 0 && count.waiting == 0;
        if (goOn && ended) {
            return true;
        }
        if (count.succeeded < needed || (count.succeeded < wave.minSucceeded() && !ended)) {
            return false;
        }
        return switch (wave.waitFor()) {
            case All -> ended;
            case Reachable -> count.inFlight == 0 && count.startable == 0;
            case Threshold -> true;
        };
    }

    /** The first unused word that fits exactly this gate of this revision (S11). */
    private @Nullable Word word(Rules.Wave wave, RolloutWave.Gate gate, At at) {
        for (var word : words) {
            var spec = word.spec();
            var about = spec.decision() != Decision.Resume
                    && wave.name().equals(spec.wave())
                    && (spec.at() == null ? At.After : spec.at()) == at;
            if (about && current(word) && mayDecide(word, gate)) {
                return word;
            }
        }
        return null;
    }

    boolean current(Word word) {
        return word.spec().revision().equals(latches.journal().revision().hash())
                && !word.createdAt().isBefore(latches.since())
                && !latches.isConsumed(word);
    }

    private boolean mayDecide(Word word, RolloutWave.Gate gate) {
        var age = Duration.between(word.createdAt(), now);
        var author = latches.journal().revision().author();
        var by = word.spec().by();
        var own = Boolean.TRUE.equals(gate.notAuthor()) && (by == null || author == null || by.equals(author));
        return !own
                && (gate.group() == null || word.spec().groups().contains(gate.group()))
                && (gate.expires() == null || age.compareTo(Spans.parse(gate.expires(), age)) <= 0);
    }

    private boolean denied(Word word) {
        if (word.spec().decision() != Decision.Deny) {
            return false;
        }
        latches.consume(word);
        latches.pause(new PauseInfo(
                "ApprovalDenied",
                latches.revision(),
                now.toString(),
                "wave " + word.spec().wave() + " was denied by " + word.spec().by()));
        return true;
    }

    private static WaveState state(Rules.Wave wave, Stand stand, String message) {
        return new WaveState(wave.name(), stand, message, Instant.MAX);
    }
}
