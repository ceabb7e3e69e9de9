// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs a simulated fleet until it is interrupted. */
public final class SimulatorMain {
    private SimulatorMain() {}

    /** Ends with 2 for a wrong flag and 1 when the fleet cannot start, each with one sentence. */
    public static void main(String... arguments) {
        int code = run(System.out, System.err, arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(Flags.USAGE);
            return 0;
        }
        try {
            var flags = Flags.parse(arguments);
            var options = flags.options(FleetOptions.defaults().withPort(8443));
            return serve(out, options, flags.tokenFile());
        } catch (IllegalArgumentException e) {
            err.println("simulator: " + e.getMessage());
            return 2;
        } catch (IllegalStateException | IOException e) {
            err.println("simulator: " + e.getMessage());
            return 1;
        }
    }

    private static int serve(PrintStream out, FleetOptions options, Optional<Path> tokenFile) throws IOException {
        try (var fleet = SimulatedFleet.start(options)) {
            if (tokenFile.isPresent()) {
                var ready = new JsonObject()
                        .put("url", fleet.url())
                        .put("token", fleet.token())
                        .put("ca", fleet.caPem())
                        .put("pid", ProcessHandle.current().pid());
                Files.writeString(tokenFile.get(), ready.encodePrettily());
            }
            out.printf("simulated Rancher with %d Harvester sites at %s%n", options.sites(), fleet.url());
            out.printf("bearer token: %s%n", fleet.token());
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
