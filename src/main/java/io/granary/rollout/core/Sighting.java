// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at a site of one rollout.
 *
 * @param at when; older than an admission it proves nothing about it
 * @param desired whether the site is as the revision in question wants it
 * @param action the action object of the entry's revision and attempt, by its name; null if there is none
 * @param staged what of it was fetched ahead, while there is no action yet
 * @param busy why the site must not be touched now (a foreign upgrade, maintenance); null if free
 * @param lockOwner UID of the rollout that has the site to itself; null if none
 */
public record Sighting(
        Instant at,
        Desired desired,
        @Nullable Action action,
        Staged staged,
        Precheck precheck,
        @Nullable String busy,
        @Nullable String lockOwner) {

    public enum Desired {
        YES,
        NO,
        UNKNOWN
    }

    /**
     * What is fetched ahead of a start, as it was seen at the site for the order's name.
     *
     * @param message how far it is, or why it failed; the empty string if there is nothing to tell
     */
    public record Staged(Ahead ahead, String message) {
        /** Nothing was fetched ahead, nor is. Also what a payload says that cannot fetch ahead. */
        public static final Staged NO = new Staged(Ahead.NO, "");

        /** All that can be fetched ahead is there. */
        public static final Staged DONE = new Staged(Ahead.DONE, "fetched ahead");

        public static Staged running(String message) {
            return new Staged(Ahead.RUNNING, message);
        }

        /** Gave up by itself; the engine asks again after the rollout's backoff, and a start does without it. */
        public static Staged failed(String message) {
            return new Staged(Ahead.FAILED, message);
        }
    }

    public enum Ahead {
        NO,
        RUNNING,
        DONE,
        FAILED
    }

    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    public record Action(int revision, int attempt, State state, FailureClass failure, String message) {}

    public enum Verdict {
        OK,
        RETRY,
        PERMANENT,
        NOT_APPLICABLE
    }

    /**
     * What a look before the start says.
     *
     * @param sentence why the site waits, and what helps; empty if it need not
     * @param notes all that was found, the worst first; those that hold nothing among them
     */
    public record Precheck(Verdict verdict, String sentence, List<Note> notes) {
        public static final Precheck FINE = new Precheck(Verdict.OK, "");

        public Precheck {
            notes = List.copyOf(notes);
        }

        /** What it says is all that was found. */
        public Precheck(Verdict verdict, String sentence) {
            this(verdict, sentence, sentence.isEmpty() ? List.of() : List.of(new Note(Weight.BLOCKS, sentence, "")));
        }
    }

    /**
     * One thing that was found before the start.
     *
     * @param remedy how to mend it; empty where the sentence says so itself
     */
    public record Note(Weight weight, String sentence, String remedy) {}

    /** The heaviest first. */
    public enum Weight {
        BLOCKS,
        WARNS,
        TELLS
    }
}
