// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.kube.DoorLimits;
import io.granary.kube.HubConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Defaults are a promise: who changes one changes it here too, and in the release notes. */
class SitesConfigTest {
    private static <T> T defaults(Class<T> type) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(type)
                .build()
                .getConfigMapping(type);
    }

    @Test
    void sitesAreLookedAtGently() {
        var config = defaults(SitesConfig.class);

        assertThat(config.enabled()).isTrue();
        assertThat(config.defaultNamespace()).isEqualTo("fleet-default");
        assertThat(config.probeEvery()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.probeRetry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.probesAtOnce()).isEqualTo(32);
        assertThat(config.statusEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.writesPerSecond()).isEqualTo(50);
        assertThat(config.writesBurst()).isEqualTo(1000);
        assertThat(config.removalLimit()).isEqualTo(50);
        assertThat(config.forgetAfter()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void theHubNeedsNoSettingsInItsPod() {
        var config = defaults(HubConfig.class);

        assertThat(config.kubeconfig()).isEmpty();
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/granary"));
        assertThat(config.rancher().url()).isEmpty();
        assertThat(config.rancher().tokenFile()).isEmpty();
        assertThat(config.rancher().caFile()).isEmpty();
        assertThat(config.doors().limits()).isEqualTo(DoorLimits.DEFAULTS);
    }
}
