// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import io.granary.kernel.WrongSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks at the start whether the hub's settings can be worked with, before anything relies on them. */
public final class HubCheck {
    private final HubConfig config;

    public HubCheck(HubConfig config) {
        this.config = config;
    }

    /**
     * Reads and writes what the settings name; asks no server.
     *
     * @throws WrongSetting with one sentence
     */
    public void run() {
        config.rancher().url().ifPresent(HubCheck::address);
        config.rancher().tokenFile().ifPresent(file -> readable("granary.rancher.token-file", file));
        config.rancher().caFile().ifPresent(file -> readable("granary.rancher.ca-file", file));
        life(config.rancher().identity().tokenLife());
        writable(config.dataDir());
        var doors = config.doors();
        WrongSetting.range("granary.doors.requests", doors.requests(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.doors.streams", doors.streams(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.doors.opening", doors.opening(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.doors.all-streams", doors.allStreams(), 1, Integer.MAX_VALUE);
        WrongSetting.range("granary.doors.failures", doors.failures(), 1, Integer.MAX_VALUE);
    }

    private static void address(String url) {
        try {
            ApiAddress.of(url, ApiAddress.Trust.PUBLIC);
        } catch (IllegalArgumentException wrong) {
            throw new WrongSetting("The setting granary.rancher.url: " + wrong.getMessage());
        }
    }

    /** Looked after every five minutes, a shorter one could end before it is replaced; Rancher's bound is 90 days. */
    private static void life(Duration life) {
        if (life.compareTo(Duration.ofHours(1)) < 0 || life.compareTo(Duration.ofDays(90)) > 0) {
            throw new WrongSetting(
                    "The setting granary.rancher.identity.token-life is " + life + ": set it to between 1h and 90d");
        }
    }

    private static void readable(String key, Path file) {
        try {
            HubConnection.text(file);
        } catch (Kubeconfig.Unusable unusable) {
            throw new WrongSetting("The setting " + key + ": " + unusable.getMessage());
        }
    }

    private static void writable(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "granary", ".check"));
        } catch (IOException | SecurityException refused) {
            throw new WrongSetting("Nothing can be written to the directory " + directory + " ("
                    + refused.getClass().getSimpleName() + "): set granary.data-dir to a directory that the hub owns,"
                    + " and make sure that there is room on the disk");
        }
    }
}
