// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.crd.v1alpha1.RolloutStatus;
import io.granary.rollout.core.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hub's API server. Every read is consistent (no cache), every write is a compare-and-set by resourceVersion; a
 * reply that was lost is a {@link StoreProblem} too, and the caller reads again.
 */
public interface RolloutStore {

    /** Null if it is gone. */
    @Nullable
    HubRollout read(RolloutKey key);

    /** @throws StoreProblem if the rollout was written since, or the answer was lost */
    HubRollout writeStatus(HubRollout read, RolloutStatus status);

    List<HubReport> reports(RolloutKey key);

    /** @throws StoreProblem if the shard was written since, or exists where version is null, or the reply was lost */
    HubReport writeReport(RolloutKey key, HubReport report);

    List<Word> words(RolloutKey key);

    List<RolloutRevisionSpec> revisions(RolloutKey key);

    /** Does nothing if that number exists. */
    void keepRevision(RolloutKey key, RolloutRevisionSpec revision);

    /** From now on a deletion waits for {@link #letGo}. */
    HubRollout bind(HubRollout read);

    /** A deletion waits no longer, and one that was asked for is done. */
    HubRollout letGo(HubRollout read);

    /** Deletes what is older than anybody asks for; gone already is as good. */
    void drop(RolloutKey key, Old old);

    /** A part of a rollout that may go. */
    sealed interface Old {
        /** @param name of the shard's object */
        record Shard(String name) implements Old {}

        record Revision(int number) implements Old {}
    }

    /** A conflict, a timeout, a 5xx: nothing is known of the write, and no site is to blame. */
    final class StoreProblem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public StoreProblem(String message) {
            super(message, null, false, false);
        }
    }
}
