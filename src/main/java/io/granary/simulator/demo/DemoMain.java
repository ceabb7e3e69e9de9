// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What {@code make demo} runs: a simulated fleet in this process and the hub in a child, until Ctrl-C. Reads SITES,
 * VMS, SEED, PORT, PACE and GRANARY_PAGES (the folder that bin/pages filled) from the environment; stands in the
 * repository's root.
 */
public final class DemoMain {
    private DemoMain() {}

    /** Ends with 2 for a wrong setting and 1 when something does not start, each with one sentence. */
    public static void main(String... arguments) {
        var stop = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stop.countDown();
            await(done);
        }));
        int code = run(System.getenv(), stop);
        done.countDown();
        if (code != 0) {
            Runtime.getRuntime().halt(code);
        }
    }

    private static int run(Map<String, String> environment, CountDownLatch stop) {
        try {
            var pages = Optional.ofNullable(environment.get("GRANARY_PAGES"))
                    .filter(folder -> !folder.isEmpty())
                    .map(Path::of);
            var options = pages.map(options(environment)::withPages).orElseGet(() -> options(environment));
            var root = Path.of("").toAbsolutePath();
            say("starting %d simulated sites with %d virtual machines per node, seed %d"
                    .formatted(options.sites(), options.vms(), options.seed()));
            try (var fleet = SimulatedFleet.start(options)) {
                new Demo(fleet, root, pages, stop).run();
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println("demo: " + e.getMessage());
            return 2;
        } catch (IllegalStateException | IOException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        }
    }

    static void say(String text) {
        System.out.println("demo: " + text);
    }

    /**
     * The fleet that the environment asks for.
     *
     * @throws IllegalArgumentException one sentence that names the variable
     */
    static FleetOptions options(Map<String, String> environment) {
        return FleetOptions.defaults()
                .withSites((int) number(environment, "SITES", 200))
                .withVms((int) number(environment, "VMS", 20))
                .withSeed(number(environment, "SEED", 1))
                .withPort((int) number(environment, "PORT", 8443))
                .withPace((int) number(environment, "PACE", 60));
    }

    private static long number(Map<String, String> environment, String name, long otherwise) {
        var value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " takes a whole number, not \"" + value + "\"");
        }
        return Long.parseLong(value);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(15, TimeUnit.SECONDS)) {
                say("gave up waiting for the hub to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
