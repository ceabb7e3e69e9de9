// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistrationTest {
    private static final Instant NOW = Instant.parse("2026-09-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource(Registration.class)
    void isReadBackFromAStatusAndChangesNothingTheSecondTime(Registration registration) {
        var status = registration.on(null, 1, NOW);

        assertThat(Registration.of(status)).isEqualTo(registration);
        assertThat(registration.on(status, 1, NOW.plusSeconds(60))).isEqualTo(status);
    }

    @Test
    void aSiteThatIsGoneIsNeitherReadyNorConnectedAndForgottenInTime() {
        var before = Registration.LISTED.on(null, 1, NOW.minusSeconds(3_600));
        var gone = Registration.REMOVED.on(before, 1, NOW);

        assertThat(gone.connectivity().state()).isEqualTo(ConnectivityState.Disconnected);
        assertThat(gone.connectivity().reason()).isEqualTo("RemovedFromRancher");
        assertThat(Registration.left(gone, Duration.ofHours(24), NOW.plus(Duration.ofHours(23))))
                .isEqualTo(Duration.ofHours(1));
        assertThat(Registration.left(gone, Duration.ofHours(24), NOW.plus(Duration.ofHours(25))))
                .isNegative();
    }
}
