// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import io.granary.kernel.SiteId;
import io.granary.sites.core.ProbeFacts.Answered;
import io.granary.sites.core.ProbeFacts.Failed;
import io.granary.sites.core.SiteFacts.Link;
import io.granary.sites.core.SiteFacts.LinkState;
import io.granary.sites.core.SiteFacts.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteStatusesTest {
    private static final Instant NOW = Instant.parse("2026-09-01T10:00:00Z");
    private static final Link UP = new Link(LinkState.CONNECTED, "", NOW.minusSeconds(60));
    private static final Link DOWN =
            new Link(LinkState.DISCONNECTED, "Cluster agent is not connected", NOW.minusSeconds(60));

    private static Answered answer(String version, int ready, long skew) {
        return new Answered(
                NOW,
                "uid-1",
                version,
                "v1.35.6+rke2r1",
                ready,
                3,
                Duration.ofSeconds(skew),
                NOW.plusSeconds(9_000_000));
    }

    private static SiteObserved seen(Link link, ProbeFacts probe, SiteStatus before) {
        var facts = new SiteFacts(
                new SiteId("c-1"), "store-1", "fleet-default", Map.of(), link, Size.UNKNOWN, SiteFacts.Given.NOTHING);
        return new SiteObserved(facts, probe, null, before, null, 1, NOW);
    }

    private static String condition(SiteStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .map(condition -> condition.status() + " " + condition.reason())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "v1.8.1, 3, 2, Ready, True Ready",
        "v1.8.1, 0, 2, Ready, False NoNodeReady",
        ", 3, 2, Ready, False NotHarvester",
        "v1.8.1, 3, 2, VersionSupported, True Supported",
        "v1.5.2, 3, 2, VersionSupported, False NotSupported",
        "v1.10.0, 3, 2, VersionSupported, False NotSupported",
        "master-1a2b, 3, 2, VersionSupported, False NotARelease",
        "v1.8.1, 3, 61, ClockInSync, True InSync",
        "v1.8.1, 3, 600, ClockInSync, False ClockSkew",
        "v1.8.1, 3, -600, ClockInSync, False ClockSkew",
        "v1.8.1, 3, 2, CertificateValid, True Valid",
        "v1.8.1, 3, 2, DataAccepted, Unknown NotSynced",
    })
    void tellsWhatAProbeShows(String version, int ready, long skew, String type, String expected) {
        assertThat(condition(SiteStatuses.of(seen(UP, answer(version, ready, skew), null)), type))
                .isEqualTo(expected);
    }

    @Test
    void aSiteThatIsAwayKeepsWhatWasKnownAndSaysWhenItWasSeen() {
        var before = SiteStatuses.of(seen(UP, answer("v1.8.1", 3, 0), null));

        var status = SiteStatuses.of(seen(DOWN, answer("v1.8.1", 3, 0), before));

        assertThat(condition(status, "Ready")).isEqualTo("False Disconnected");
        assertThat(status.harvesterVersion()).isEqualTo("v1.8.1");
        assertThat(status.connectivity().since()).isEqualTo("2026-09-01T09:59:00Z");
        assertThat(status.connectivity().lastSeen()).isEqualTo("2026-09-01T10:00:00Z");
    }

    @Test
    void aSiteAtRestGivesAnEqualStatusAtEachLook() {
        var before = SiteStatuses.of(seen(UP, answer("v1.8.1", 3, 1), null));
        var later = seen(UP, answer("v1.8.1", 3, -2), before);

        var status = SiteStatuses.of(
                new SiteObserved(later.facts(), later.probe(), null, before, null, 1, NOW.plusSeconds(600)));

        assertThat(status).isEqualTo(before);
    }

    @Test
    void aRebuiltSiteIsQuarantinedUntilSomebodyAcceptsIt() {
        var before = SiteStatuses.of(seen(UP, answer("v1.8.1", 3, 0), null));
        var other = new Answered(NOW, "uid-2", "v1.8.1", "v1.35.6", 3, 3, null, null);

        var status = SiteStatuses.of(seen(UP, other, before));
        var facts = seen(UP, other, status);
        var accepted = SiteStatuses.of(new SiteObserved(facts.facts(), other, null, status, "uid-2", 1, NOW));

        assertThat(condition(status, "Ready")).isEqualTo("False Rebuilt");
        assertThat(status.connectivity().state()).isEqualTo(ConnectivityState.Quarantined);
        assertThat(status.siteUID()).isEqualTo("uid-1");
        assertThat(condition(accepted, "Ready")).isEqualTo("True Ready");
        assertThat(accepted.siteUID()).isEqualTo("uid-2");
    }

    @Test
    void aFailedProbeIsNoProofOfReadiness() {
        var failed = new Failed(NOW, "CredentialInvalid", "HTTP 401", null);

        assertThat(condition(SiteStatuses.of(seen(UP, failed, null)), "Ready")).isEqualTo("False CredentialInvalid");
        assertThat(condition(SiteStatuses.of(seen(UP, null, null)), "Ready")).isEqualTo("Unknown NotProbed");
    }

    @Test
    void namesAreSafeAndUniqueAndKept() {
        var names = new SiteNames();

        assertThat(names.name("f", "Zürich Store #7", new SiteId("c-1"))).isEqualTo("z-rich-store-7");
        assertThat(names.name("f", "z-rich-store-7", new SiteId("c-2"))).isEqualTo("z-rich-store-7-c-2");
        assertThat(names.name("f", "Zürich Store #7", new SiteId("c-1"))).isEqualTo("z-rich-store-7");
        assertThat(names.name("f", "日本", new SiteId("c-3"))).isEqualTo("c-3");
        assertThat(names.name("f", "x".repeat(200), new SiteId("c-4"))).hasSize(63);
    }

    @Test
    void labelsFollowRancherAndSpareThoseOfPeople() {
        var annotations = CarriedLabels.remember(Map.of(), Map.of("tier", "store", "ring", "1"));

        assertThat(CarriedLabels.merge(
                        Map.of("tier", "store", "ring", "1", "mine", "yes"), annotations, Map.of("tier", "dc")))
                .containsOnly(Map.entry("tier", "dc"), Map.entry("mine", "yes"));
    }
}
