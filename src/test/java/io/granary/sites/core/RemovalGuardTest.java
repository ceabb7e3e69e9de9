// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.kernel.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalGuardTest {
    private static final Instant NOW = Instant.parse("2026-09-01T10:00:00Z");

    private final RemovalGuard guard = new RemovalGuard(50);

    private static Set<SiteId> sites(int count) {
        var sites = new HashSet<SiteId>();
        for (var at = 0; at < count; at++) {
            sites.add(new SiteId("c-" + at));
        }
        return sites;
    }

    @ParameterizedTest
    @CsvSource({
        // missing, present, of which may go
        "5, 5, 5",
        "6, 4, 0",
        "1, 9, 1",
        "2, 1, 2",
        "3, 1, 0",
        "4, 0, 0",
        "1, 0, 0",
        "0, 0, 0",
    })
    void aListMayLackHalfOfTheSitesButNotAll(int missing, int present, int going) {
        assertThat(guard.lacking(sites(missing), present, NOW)).hasSize(going);
        assertThat(guard.held()).isEqualTo(missing - going);
    }

    @Test
    void whatIsHeldStaysHeldUntilItIsListedOrConfirmed() {
        guard.lacking(sites(8), 2, NOW);

        assertThat(guard.lacking(sites(3), 7, NOW.plus(Duration.ofDays(2)))).isEmpty();
        assertThat(guard.release(new SiteId("c-0"))).isTrue();
        assertThat(guard.release(new SiteId("c-0"))).isFalse();
        assertThat(guard.holds(new SiteId("c-1"))).isTrue();
        assertThat(guard.held()).isEqualTo(7);
    }

    @Test
    void oneRemovalAfterTheOtherIsHeldTooOnceHalfWentWithinAnHour() {
        var going = 0;
        for (var site : sites(10)) {
            going += guard.removed(site, 10 - going, NOW.plusSeconds(going)) ? 1 : 0;
        }

        assertThat(going).isEqualTo(5);
        assertThat(guard.held()).isEqualTo(5);
        assertThat(guard.removed(new SiteId("c-late"), 10, NOW.plus(Duration.ofHours(2))))
                .isTrue();
    }

    @Test
    void ofAFewSitesEachMayGoWhenRancherSaysSo() {
        assertThat(guard.removed(new SiteId("c-1"), 2, NOW)).isTrue();
        assertThat(guard.removed(new SiteId("c-2"), 1, NOW)).isTrue();
    }

    @Test
    void withoutALimitNothingIsHeld() {
        var open = new RemovalGuard(100);
        open.remember(new SiteId("c-1"));

        assertThat(open.lacking(sites(9), 0, NOW)).hasSize(9);
        assertThat(open.held()).isZero();
    }

    @Test
    void aLimitIsAPercentage() {
        assertThatThrownBy(() -> new RemovalGuard(101)).hasMessageContaining("0 to 100");
    }
}
