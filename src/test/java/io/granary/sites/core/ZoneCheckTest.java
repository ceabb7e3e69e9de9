// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ZoneCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");

    @Test
    void aZoneThatDoesNotExistIsNamedWithWhatToWrite() {
        var first = checked("Zurich", null, NOW);

        assertThat(first.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.type()).isEqualTo("TimeZoneKnown");
            assertThat(condition.status()).isEqualTo("False");
            assertThat(condition.message())
                    .startsWith("No time zone is called Zurich")
                    .contains("Europe/Zurich");
        });
        assertThat(checked("Zurich", first, NOW.plusSeconds(60))).isEqualTo(first);
    }

    @Test
    void aZoneThatExistsOrIsNotGivenIsNotTalkedAbout() {
        assertThat(checked("Asia/Kolkata", null, NOW).conditions()).isEmpty();
        assertThat(checked(null, null, NOW).conditions()).isEmpty();
    }

    private static SiteStatus checked(String zone, SiteStatus before, Instant now) {
        var spec = new SiteSpec(zone, null, null, null, null);
        return ZoneCheck.on(Registration.NOTHING, before, spec, 1, now);
    }
}
