// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kube.HubObject;
import io.granary.kube.Wire;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiteViewsTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final String KNOWN = """
            {"clusterID": "c-1", "siteUID": "u1", "clockSkewSeconds": -130,
             "connectivity": {"state": "Connected", "reason": "", "since": "2026-10-01T00:00:00Z",
                              "lastSeen": "2026-11-01T11:59:00Z"}}""";

    @Test
    void isReachableOnlyIfRancherAndTheSiteItselfSaySo() {
        assertThat(view("{}", KNOWN, true).contact()).isEqualTo(new SiteView.Contact(true, NOW));
        assertThat(view("{}", KNOWN, false).contact().reachable()).isFalse();
        assertThat(view("{}", KNOWN.replace("\"Connected\"", "\"Disconnected\""), true)
                        .contact())
                .isEqualTo(new SiteView.Contact(false, Instant.parse("2026-11-01T11:59:00Z")));
    }

    @Test
    void nothingStartsAtASiteWithoutAnIdentityOfItsOwn() {
        var view = view("{}", KNOWN.replace("\"siteUID\": \"u1\", ", ""), true);

        assertThat(view.uid()).isEqualTo(new SiteUid("c-1"));
        assertThat(view.contact().reachable()).isFalse();
    }

    @Test
    void aSiteThatNeverAnsweredIsAwaySinceItJoined() {
        var view = view("{}", "{\"clusterID\": \"c-1\"}", true);

        assertThat(view.contact()).isEqualTo(new SiteView.Contact(false, Instant.parse("2026-10-01T00:00:00Z")));
    }

    @Test
    void aReinstalledSiteIsAnotherSite() {
        assertThat(view("{}", KNOWN, true).uid())
                .isNotEqualTo(view("{}", KNOWN.replace("u1", "u2"), true).uid());
    }

    @Test
    void aClockThatIsBehindIsOffAsWell() {
        assertThat(view("{}", KNOWN, true).skew()).isEqualTo(Duration.ofSeconds(130));
    }

    @Test
    void readsWindowsInTheSitesOwnZone() {
        var spec = """
                {"timeZone": "Europe/Zurich",
                 "maintenance": [{"days": ["Tue"], "start": "02:00", "duration": "4h"}]}""";

        var calendar = view(spec, KNOWN, true).calendar();

        assertThat(calendar.zone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(calendar.windows()).singleElement().satisfies(window -> {
            assertThat(window.days()).containsExactly(DayOfWeek.TUESDAY);
            assertThat(window.start()).isEqualTo(LocalTime.of(2, 0));
            assertThat(window.duration()).isEqualTo(Duration.ofHours(4));
        });
    }

    @Test
    void aZoneThatDoesNotExistHoldsTheSiteAndSaysWhatToWrite() {
        var hold = view("{\"timeZone\": \"Mars/Olympus\"}", KNOWN, true).hold();

        assertThat(hold.reason()).contains("write such as Europe/Zurich");
    }

    @Test
    void aHoldEndsByItself() {
        var until = "{\"hold\": {\"reason\": \"stocktaking\", \"until\": \"2026-11-01T1%d:00:00+00:00\"}}";

        assertThat(view(until.formatted(3), KNOWN, true).hold().reason()).isEqualTo("stocktaking");
        assertThat(view(until.formatted(1), KNOWN, true).hold()).isNull();
        assertThat(view("{\"hold\": {\"reason\": \"for good\"}}", KNOWN, true)
                        .hold()
                        .until())
                .isEqualTo(Instant.MAX);
    }

    private static SiteView view(String spec, String status, boolean connected) {
        var link = new SiteLink(null, "fleet", "store", Map.of(), connected, null);
        var meta = new HubObject.Meta(
                "fleet",
                "store",
                "uid",
                "1",
                1L,
                "2026-10-01T00:00:00Z",
                null,
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
        try {
            var object = HubObject.of(Site.class, meta, Wire.mapper().readValue(spec, SiteSpec.class))
                    .withStatus(Wire.mapper().readValue(status, SiteStatus.class));
            return SiteViews.of(object, link, NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
