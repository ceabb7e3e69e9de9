// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static io.granary.rollout.core.OneSite.NOW;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.PauseInfo;
import io.granary.crd.v1alpha1.RolloutStatus.WaveLatch;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sites of one rollout in one pass, each kind of them by a verb; those of a wave by the label {@code ring}. */
final class ManySites {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Instant EARLIER = NOW.minus(Duration.ofHours(1));
    private static final SiteCalendar AT_NIGHT = new SiteCalendar(
            ZoneOffset.UTC, List.of(new SiteCalendar.Weekly(Set.of(), LocalTime.MIDNIGHT, Duration.ofHours(4))));

    private final List<SiteView> sites = new ArrayList<>();
    private final Map<SiteUid, Entry> entries = new HashMap<>();
    private final Map<SiteUid, Sighting> sightings = new HashMap<>();
    private final List<WaveLatch> passed = new ArrayList<>();
    private @Nullable PauseInfo pause;

    ManySites waiting(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, null, OneSite.EMPTY);
    }

    ManySites offline(int count, String wave) {
        return add(count, wave, false, SiteCalendar.ANY, null, null);
    }

    /** Held by something that a person must mend. */
    ManySites held(int count, String wave, String sentence) {
        var precheck = new Sighting.Precheck(Sighting.Verdict.RETRY, sentence);
        var seen = new Sighting(NOW, Desired.NO, null, Sighting.Staged.NO, precheck, null, null);
        return add(count, wave, true, SiteCalendar.ANY, null, seen);
    }

    /** Stopped by a person, for ever. */
    ManySites stopped(int count, String wave, String why) {
        waiting(count, wave);
        var from = sites.size() - count;
        sites.subList(from, sites.size())
                .replaceAll(s -> new SiteView(
                        s.uid(),
                        s.name(),
                        s.labels(),
                        s.calendar(),
                        s.joinedAt(),
                        s.contact(),
                        s.skew(),
                        new SiteView.Hold(why, Instant.MAX)));
        return this;
    }

    ManySites outsideTheirWindow(int count, String wave) {
        return add(count, wave, true, AT_NIGHT, null, OneSite.EMPTY);
    }

    ManySites running(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, Phase.RUNNING, seen(Desired.NO, State.RUNNING));
    }

    ManySites dark(int count, String wave, Phase phase) {
        return add(count, wave, false, SiteCalendar.ANY, phase, null);
    }

    ManySites current(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, Phase.CURRENT, OneSite.sighting(Desired.YES, null));
    }

    ManySites succeeded(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, Phase.SUCCEEDED, seen(Desired.YES, State.SUCCEEDED));
    }

    ManySites failed(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, Phase.FAILED, seen(Desired.NO, State.FAILED));
    }

    /** Timed out, and after all its action ended well. */
    ManySites endingLate(int count, String wave) {
        return add(count, wave, true, SiteCalendar.ANY, Phase.TIMED_OUT, seen(Desired.YES, State.SUCCEEDED));
    }

    ManySites afterWave(String wave) {
        passed.add(new WaveLatch(wave, null, null, EARLIER.toString()));
        return this;
    }

    ManySites tripped() {
        pause = new PauseInfo("FailureThreshold", 3, EARLIER.toString(), "3 of 9 started sites failed, 2 may");
        return this;
    }

    /** @param spec in YAML, without its target */
    RolloutPlan plan(String spec) {
        var journal = new Journal(1, 5, OneSite.REVISION, pause, null, passed, List.of());
        return RolloutPlanner.plan(
                rules("target: {image: {name: v1}}\n" + spec, Traits.SHARED),
                new Observed(journal, sites, entries, Map.of(), sightings, List.of(), Map.of(), NOW),
                NOW);
    }

    /** What the rollout says of itself, with that plan. */
    String message(String spec) {
        var rules = rules("target: {image: {name: v1}}\n" + spec, Traits.SHARED);
        return RolloutStatuses.of(rules, plan(spec), sites, null, 1, NOW)
                .conditions()
                .getFirst()
                .message();
    }

    static Rules rules(String spec, Traits traits) {
        try {
            return RulesReader.read(
                    "rollout-1", YAML.readValue(spec, RolloutSpec.class), traits, RulesReader.Kind.FORWARD);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(spec, e);
        }
    }

    private static Sighting seen(Desired desired, State state) {
        return OneSite.sighting(desired, OneSite.action(state));
    }

    private ManySites add(
            int count,
            String wave,
            boolean reachable,
            SiteCalendar calendar,
            @Nullable Phase phase,
            @Nullable Sighting seen) {
        for (int i = 0; i < count; i++) {
            var name = "store-%04d".formatted(sites.size());
            var uid = new SiteUid(name + ".u");
            var contact = new SiteView.Contact(reachable, EARLIER);
            sites.add(new SiteView(
                    uid, name, Map.of("ring", wave), calendar, Instant.EPOCH, contact, Duration.ZERO, null));
            if (phase != null) {
                entries.put(uid, entry(uid, wave, phase));
            }
            if (seen != null) {
                sightings.put(uid, seen);
            }
        }
        return this;
    }

    private static Entry entry(SiteUid uid, String wave, Phase phase) {
        var pending = Entry.pending(uid, 3, wave, EARLIER);
        if (phase == Phase.CURRENT) {
            return pending.to(phase, EARLIER, Reason.ALREADY_CURRENT, "");
        }
        var running = pending.admitted(wave, 1, Entry.Lane.WAVE, EARLIER)
                .stamped(1, 5)
                .to(Phase.RUNNING, NOW.minus(Duration.ofMinutes(9)), Reason.RUNNING, "");
        return phase == Phase.RUNNING
                ? running
                : running.to(phase, NOW.minus(Duration.ofMinutes(5)), Reason.FAILED, "");
    }
}
