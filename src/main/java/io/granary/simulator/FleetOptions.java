// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What fleet to simulate. Two fleets of equal options hold equal objects; only certificates and ports differ.
 *
 * @param sites number of Harvester sites, 1 to 100,000
 * @param vms virtual machines per one-node site, 0 to 1,000; a datacenter holds as many per node
 * @param seed everything that looks random follows from it
 * @param port HTTPS port on 127.0.0.1; 0 takes a free one
 * @param weather what happens by itself
 * @param certificateDirectory where the authority is kept between runs; empty makes a new one each time
 * @param pages the folder of Rancher's built pages; empty serves none
 */
public record FleetOptions(
        int sites,
        int vms,
        long seed,
        int port,
        Weather weather,
        Optional<Path> certificateDirectory,
        Optional<Path> pages) {
    /**
     * What happens to a fleet without anybody doing anything.
     *
     * @param churn spontaneous changes of virtual machines per second over the whole fleet, 0 to 100,000
     * @param offline sites whose agent is not connected; -1 chooses about 2 %
     * @param pending clusters that were registered but never connected; -1 chooses about 1 %
     * @param agentTimeout how long Rancher takes to answer for a dead agent; the real one takes 20 to 40 s
     * @param pace how many times as fast as real ones upgrades are, 1 to 100,000
     */
    public record Weather(double churn, int offline, int pending, Duration agentTimeout, int pace) {
        public Weather {
            require(pace >= 1 && pace <= 100_000, "pace must be between 1 and 100000, not " + pace);
            require(
                    churn >= 0 && churn <= 100_000,
                    "churn must be between 0 and 100000 events per second, not " + churn);
            require(offline >= -1, "offline must be a number of sites, or -1 for about 2 %");
            require(pending >= -1, "pending must be a number of sites, or -1 for about 1 %");
            require(!agentTimeout.isNegative(), "agent timeout must not be negative");
        }
    }

    public FleetOptions {
        require(sites >= 1 && sites <= 100_000, "sites must be between 1 and 100000, not " + sites);
        require(vms >= 0 && vms <= 1_000, "vms must be between 0 and 1000, not " + vms);
        require(port >= 0 && port <= 65_535, "port must be between 0 and 65535, not " + port);
        require(
                Math.max(0, weather.offline()) + Math.max(0, weather.pending()) <= sites,
                "offline and pending sites together must not be more than the " + sites + " sites");
    }

    /** Two hundred sites of twenty virtual machines, a quiet churn, a free port. */
    public static FleetOptions defaults() {
        return new FleetOptions(
                200, 20, 1, 0, new Weather(2, -1, -1, Duration.ofSeconds(20), 60), Optional.empty(), Optional.empty());
    }

    /** A fleet for tests: nothing happens by itself, every site answers and dead agents are reported at once. */
    public static FleetOptions quiet(int sites, int vms) {
        return new FleetOptions(
                sites,
                vms,
                1,
                0,
                new Weather(0, 0, 0, Duration.ofMillis(50), 3_600),
                Optional.empty(),
                Optional.empty());
    }

    public FleetOptions withSites(int sites) {
        return new FleetOptions(sites, vms, seed, port, weather, certificateDirectory, pages);
    }

    public FleetOptions withVms(int vms) {
        return new FleetOptions(sites, vms, seed, port, weather, certificateDirectory, pages);
    }

    public FleetOptions withSeed(long seed) {
        return new FleetOptions(sites, vms, seed, port, weather, certificateDirectory, pages);
    }

    public FleetOptions withPort(int port) {
        return new FleetOptions(sites, vms, seed, port, weather, certificateDirectory, pages);
    }

    /** Events per second over the whole fleet. */
    public FleetOptions withChurn(double churn) {
        return withWeather(
                new Weather(churn, weather.offline(), weather.pending(), weather.agentTimeout(), weather.pace()));
    }

    public FleetOptions withOffline(int offline) {
        return withWeather(
                new Weather(weather.churn(), offline, weather.pending(), weather.agentTimeout(), weather.pace()));
    }

    public FleetOptions withPending(int pending) {
        return withWeather(
                new Weather(weather.churn(), weather.offline(), pending, weather.agentTimeout(), weather.pace()));
    }

    public FleetOptions withAgentTimeout(Duration agentTimeout) {
        return withWeather(
                new Weather(weather.churn(), weather.offline(), weather.pending(), agentTimeout, weather.pace()));
    }

    /** How many times as fast as real ones upgrades are. */
    public FleetOptions withPace(int pace) {
        return withWeather(
                new Weather(weather.churn(), weather.offline(), weather.pending(), weather.agentTimeout(), pace));
    }

    public FleetOptions withCertificateDirectory(Path directory) {
        return new FleetOptions(sites, vms, seed, port, weather, Optional.of(directory), pages);
    }

    /** Serves these pages, built by bin/pages. */
    public FleetOptions withPages(Path folder) {
        return new FleetOptions(sites, vms, seed, port, weather, certificateDirectory, Optional.of(folder));
    }

    private FleetOptions withWeather(Weather other) {
        return new FleetOptions(sites, vms, seed, port, other, certificateDirectory, pages);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
