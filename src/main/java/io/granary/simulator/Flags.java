// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.FleetOptions.Weather;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the command line of the simulator: {@code --name=value} or {@code --name value}. */
final class Flags {
    static final String USAGE = """
            usage: simulator [--sites N] [--vms N] [--seed N] [--port N] [--churn EVENTS_PER_SECOND]
                             [--offline N] [--pending N] [--agent-timeout SECONDS] [--pace N]
                             [--certificates DIRECTORY]
                             [--token-file FILE]
              --sites          Harvester sites, 1 to 100000 (200)
              --vms            virtual machines per node (20)
              --seed           everything that looks random follows from it (1)
              --port           HTTPS port on 127.0.0.1, 0 takes a free one (8443)
              --churn          spontaneous changes of virtual machines per second over the whole fleet (2)
              --offline        sites whose agent is not connected (about 2 %)
              --pending        clusters that never connected (about 1 %)
              --agent-timeout  seconds Rancher takes to answer for a dead agent (20)
              --pace           how many times as fast as real ones upgrades are (60)
              --certificates   keep the certificate authority there between runs
              --token-file     write url, token and CA there when ready (JSON)
            """;

    private static final Set<String> KNOWN = Set.of(
            "sites",
            "vms",
            "seed",
            "port",
            "churn",
            "offline",
            "pending",
            "agent-timeout",
            "pace",
            "certificates",
            "token-file");

    private final Map<String, String> values = new TreeMap<>();

    private Flags() {}

    /** @throws IllegalArgumentException one sentence that names the flag and what it takes */
    static Flags parse(String... arguments) {
        var flags = new Flags();
        for (int i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            if (!argument.startsWith("--")) {
                throw new IllegalArgumentException("\"" + argument + "\" is not a flag; flags begin with --");
            }
            int equals = argument.indexOf('=');
            var name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("there is no flag --" + name + "; --help lists them");
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            flags.values.put(name, equals < 0 ? arguments[++i] : argument.substring(equals + 1));
        }
        return flags;
    }

    /**
     * The fleet that the flags ask for.
     *
     * @throws IllegalArgumentException one sentence that names the flag and what it takes
     */
    FleetOptions options(FleetOptions defaults) {
        var weather = defaults.weather();
        var directory = Optional.ofNullable(values.get("certificates")).map(Path::of);
        return new FleetOptions(
                whole("sites", defaults.sites()),
                whole("vms", defaults.vms()),
                number("seed", defaults.seed()),
                whole("port", defaults.port()),
                new Weather(
                        decimal("churn", weather.churn()),
                        whole("offline", weather.offline()),
                        whole("pending", weather.pending()),
                        Duration.ofSeconds(
                                number("agent-timeout", weather.agentTimeout().toSeconds())),
                        whole("pace", weather.pace())),
                directory.or(defaults::certificateDirectory),
                defaults.pages());
    }

    Optional<Path> tokenFile() {
        return Optional.ofNullable(values.get("token-file")).map(Path::of);
    }

    private int whole(String name, int otherwise) {
        long value = number(name, otherwise);
        if (value != (int) value) {
            throw new IllegalArgumentException("--" + name + " is too large: " + value);
        }
        return (int) value;
    }

    private long number(String name, long otherwise) {
        var value = values.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " takes a whole number, not \"" + value + "\"", e);
        }
    }

    private double decimal(String name, double otherwise) {
        var value = values.get(name);
        try {
            return value == null ? otherwise : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " takes a number, not \"" + value + "\"", e);
        }
    }
}
