// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How long it takes from a setting that somebody changed at a site, over HTTPS and the site's watch, to the row in the
 * policy's report. The hub's own API server is in memory. Main: {@code DriftBench [sites] [changes]}.
 */
final class DriftBench {
    private static final String WANTED = "{\"ntpServers\":[\"10.20.0.2\",\"10.20.0.3\"]}";
    private static final String OTHER = "{\"ntpServers\":[\"192.0.2.1\"]}";
    private static final int HANDS = 4;

    private DriftBench() {}

    static void main(String[] args) throws Exception {
        int sites = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int changes = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        var times = Collections.synchronizedList(new ArrayList<Long>());
        try (var world = new PolicyWorld(sites)) {
            IntStream.range(0, sites).forEach(site -> world.change(site, "ntp-servers", WANTED));
            world.publish("ntp", "settings: {ntp-servers: {ntpServers: [10.20.0.2, 10.20.0.3]}}");
            IntStream.range(0, sites).forEach(site -> world.awaitVerdict("ntp", site, Verdict.Compliant));
            var hands = new ArrayList<Thread>();
            for (int hand = 0; hand < HANDS; hand++) {
                int first = hand;
                hands.add(Thread.ofVirtual().start(() -> work(world, first, sites, changes / HANDS, times)));
            }
            for (var hand : hands) {
                hand.join();
            }
        }
        print(sites, times);
        System.exit(0);
    }

    /** Changes one site after the other, there and back. */
    private static void work(PolicyWorld world, int first, int sites, int changes, List<Long> times) {
        for (int change = 0; change < changes; change++) {
            int site = (first + HANDS * change) % (sites - sites % HANDS);
            var drifts = world.row("ntp", site).verdict() == Verdict.Compliant;
            var began = System.nanoTime();
            world.change(site, "ntp-servers", drifts ? OTHER : WANTED);
            var expected = drifts ? Verdict.Drifted : Verdict.Compliant;
            while (world.row("ntp", site).verdict() != expected && System.nanoTime() - began < 30_000_000_000L) {
                LockSupport.parkNanos(5_000_000);
            }
            times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }
    }

    private static void print(int sites, List<Long> times) {
        var sorted = times.stream().sorted().toList();
        System.out.printf(
                "| drift to detection, %d sites, %d changes | p50 %d ms, p99 %d ms, worst %d ms |%n",
                sites,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.getLast());
    }
}
