// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.bench;

import io.granary.simulator.fault.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** What goes wrong at the sites of one trial, as the seed says. Everything but broken lines to the library ends. */
final class FleetTroubles {
    /** What a site suffers from. */
    enum Trouble {
        FAILS_ALWAYS(2),
        FAILS_AT_FIRST(2),
        SLOW_DOWNLOAD(5),
        OFFLINE(5),
        DENIES(2),
        WEBHOOK_DOWN(2),
        LAGS(3),
        NONE(0);

        /** Of the sites; nothing ails those that are left. */
        private final int percent;

        Trouble(int percent) {
            this.percent = percent;
        }

        /** Whether all tries may fail: a dead hub's library adds to what breaks downloads at first. */
        boolean mayFail() {
            return this == FAILS_ALWAYS || this == FAILS_AT_FIRST;
        }
    }

    private final Faults faults;
    private final Random dice;
    private final Map<String, Trouble> troubles = new HashMap<>();
    private final List<String> sites;
    private final Set<String> flapped = new HashSet<>();
    private boolean mended;

    /** @param spared sites that nothing happens to */
    FleetTroubles(Faults faults, List<String> sites, List<String> spared, Random dice) {
        this.faults = faults;
        this.dice = dice;
        this.sites = sites.stream().filter(site -> !spared.contains(site)).toList();
        this.sites.forEach(site -> troubles.put(site, draw(dice.nextInt(100))));
        // A small fleet has one of each that matters most.
        var first = dice.nextInt(this.sites.size());
        for (var must : List.of(Trouble.FAILS_ALWAYS, Trouble.OFFLINE, Trouble.FAILS_AT_FIRST, Trouble.WEBHOOK_DOWN)) {
            troubles.put(this.sites.get(first++ % this.sites.size()), must);
        }
    }

    private static Trouble draw(int percent) {
        var below = 0;
        for (var trouble : Trouble.values()) {
            below += trouble.percent;
            if (percent < below) {
                return trouble;
            }
        }
        return Trouble.NONE;
    }

    void begin() {
        troubles.forEach((site, trouble) -> {
            switch (trouble) {
                case NONE -> {
                    // Until its line flaps.
                }
                case FAILS_ALWAYS -> faults.imageFails(site, "read: connection reset by peer", -1);
                case FAILS_AT_FIRST -> faults.imageFails(site, "unexpected EOF", 4);
                case SLOW_DOWNLOAD -> faults.imageSlow(site, 8);
                case OFFLINE -> faults.cut(site);
                case DENIES -> faults.admissionDenies(site, "not now");
                case WEBHOOK_DOWN -> faults.admissionDown(site, "connection refused");
                case LAGS -> faults.slow(site, Duration.ofMillis(1_500));
            }
        });
    }

    /**
     * The line of one site breaks or is back, now and then: each site about every two minutes at two calls a second.
     */
    void flap() {
        if (dice.nextInt(200) >= sites.size()) {
            return;
        }
        var site = sites.get(dice.nextInt(sites.size()));
        if (mended || troubles.get(site) == Trouble.OFFLINE) {
            return;
        }
        if (flapped.remove(site)) {
            faults.restore(site);
        } else {
            flapped.add(site);
            faults.cut(site);
        }
    }

    /** Ends all but the broken lines to the library. */
    void mend() {
        if (!mended) {
            mended = true;
            for (var site : sites) {
                faults.restore(site);
                faults.slow(site, Duration.ZERO);
                faults.admissionDenies(site, "");
                faults.admissionDown(site, "");
                faults.imageSlow(site, 1);
            }
        }
    }

    Trouble of(String site) {
        return troubles.getOrDefault(site, Trouble.NONE);
    }

    String told() {
        var counts = new TreeMap<Trouble, Integer>();
        troubles.values().forEach(trouble -> counts.merge(trouble, 1, Integer::sum));
        return counts.toString();
    }
}
