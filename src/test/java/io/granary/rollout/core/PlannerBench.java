// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import io.granary.crd.v1alpha1.RolloutControl.FailureClass;
import io.granary.crd.v1alpha1.RolloutSpec;
import io.granary.crd.v1alpha1.RolloutStatus.Journal;
import io.granary.crd.v1alpha1.RolloutStatus.RevisionInfo;
import io.granary.crd.v1alpha1.RolloutStatus.WaveLatch;
import io.granary.crd.v1alpha1.RolloutTarget;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Planning passes over a large fleet in 40 zones, 5 % offline and 1 % failed. Main: {@code PlannerBench [sites]}. */
final class PlannerBench {
    private static final Instant NOW = Instant.parse("2026-10-01T03:00:00Z");

    private PlannerBench() {}

    static void main(String[] args) {
        int sites = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        var lots = List.of(lot(sites, 1), lot(sites, 2), lot(sites, 3));
        var nanos = new long[300];
        for (int i = -60; i < nanos.length; i++) {
            var lot = lots.get(Math.floorMod(i, 3));
            var began = cpu();
            var plan = RolloutPlanner.plan(lot.rules(), lot.observed(), NOW.plusSeconds(i));
            var status = RolloutStatuses.of(lot.rules(), plan, lot.observed().sites(), null, 1, NOW);
            if (status.conditions().isEmpty()) {
                throw new IllegalStateException("no status");
            }
            if (i >= 0) {
                nanos[i] = cpu() - began;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%d sites, 3 rollouts, %d passes, CPU: p50 %.1f ms, p99 %.1f ms%n",
                sites, nanos.length, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }

    /** Time of this thread alone, so that what else the machine does is not counted. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private record Lot(Rules rules, Observed observed) {}

    private static Lot lot(int sites, int number) {
        var target = new RolloutTarget(new RolloutTarget.ImageTarget("v" + number, null, null, null), null, null, null);
        var spec = new RolloutSpec(target, null, List.of(), List.of(), null);
        var rules = RulesReader.read("uid-" + number, spec, Traits.SHARED, RulesReader.Kind.FORWARD);
        var zones = ZoneId.getAvailableZoneIds().stream().sorted().limit(40).toList();
        var views = new ArrayList<SiteView>();
        var entries = new HashMap<SiteUid, Entry>();
        var seen = new HashMap<SiteUid, Sighting>();
        for (int i = 0; i < sites; i++) {
            var view = view(i, zones);
            views.add(view);
            var uid = view.uid();
            var failed = i % 100 == 1;
            var done = failed || i % 2 == 0;
            if (done) {
                entries.put(uid, ended(uid, failed));
            }
            if (view.contact().reachable()) {
                seen.put(uid, sighting(done, failed));
            }
        }
        views.sort(Comparator.comparing(SiteView::uid));
        var info = new RevisionInfo(1, "hash", NOW.minusSeconds(10_000).toString(), null, "ann", 40);
        var passed = new WaveLatch("canary", null, null, NOW.minusSeconds(8500).toString());
        var journal = new Journal(1, 0, info, null, null, List.of(passed), List.of());
        return new Lot(rules, new Observed(journal, views, entries, Map.of(), seen, List.of(), Map.of(), NOW));
    }

    private static SiteView view(int i, List<String> zones) {
        var uid = new SiteUid("c-" + i + "/6f1c2a52-0000-4000-8000-%012d".formatted(i));
        var online = i % 20 != 7;
        var weekly = new SiteCalendar.Weekly(Set.of(), LocalTime.of(i % 4, 0), Duration.ofHours(4));
        var calendar = new SiteCalendar(ZoneId.of(zones.get(i % 40)), List.of(weekly));
        var labels = Map.of("role", "store", "ring", "r" + i % 7, "wan-hub", "w" + i % 100);
        var contact = new SiteView.Contact(online, online ? NOW : NOW.minusSeconds(7200));
        return new SiteView(uid, "store-" + i, labels, calendar, Instant.EPOCH, contact, Duration.ZERO, null);
    }

    private static Entry ended(SiteUid uid, boolean failed) {
        var begun = Entry.pending(uid, 1, "rest", NOW.minusSeconds(9000))
                .admitted("rest", 1, Entry.Lane.WAVE, NOW.minusSeconds(8000))
                .to(Phase.RUNNING, NOW.minusSeconds(7900), Reason.RUNNING, "");
        return failed
                ? begun.to(Phase.FAILED, NOW.minusSeconds(7000), Reason.FAILED, "checksum differs")
                : begun.to(Phase.SUCCEEDED, NOW.minusSeconds(7000), Reason.SUCCEEDED, "has the content");
    }

    private static Sighting sighting(boolean done, boolean failed) {
        var state = failed ? Sighting.State.FAILED : Sighting.State.SUCCEEDED;
        var action = done ? new Sighting.Action(1, 1, state, FailureClass.Transient, "") : null;
        var desired = done && !failed ? Sighting.Desired.YES : Sighting.Desired.NO;
        return new Sighting(NOW, desired, action, Sighting.Staged.NO, Sighting.Precheck.FINE, null, null);
    }
}
