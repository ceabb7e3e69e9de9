// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.RolloutRevisionSpec;
import io.granary.rollout.core.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A rollout as the hub keeps it. */
final class StoryBook {
    HubRollout rollout;
    RolloutLoop loop;
    final Map<String, HubReport> reports = new TreeMap<>();
    final List<RolloutRevisionSpec> revisions = new ArrayList<>();
    final List<Word> words = new ArrayList<>();
    boolean gone;

    StoryBook(HubRollout rollout, RolloutLoop loop) {
        this.rollout = rollout;
        this.loop = loop;
    }
}
