// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a pass may know; immutable.
 *
 * @param sites of the workspace
 * @param entries of the present revision
 * @param older entries of earlier revisions that still hold a slot
 * @param sightings of the present revision, or of the older entry where there is one
 * @param rivals by site: why another rollout goes first there
 * @param newest latest time in any entry, against a clock that jumped back
 */
public record Observed(
        Journal journal,
        List<SiteView> sites,
        Map<SiteUid, Entry> entries,
        Map<SiteUid, Entry> older,
        Map<SiteUid, Sighting> sightings,
        List<Word> words,
        Map<SiteUid, String> rivals,
        Instant newest) {}
