// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyCheckTest {
    @Test
    void refusesWhatWouldCutASiteOffAndSaysWhy() {
        assertThat(PolicyCheck.check(Map.of("cluster-registration-url", "")).refused())
                .containsExactly("Setting cluster-registration-url is never pushed by a policy, because it holds the"
                        + " token of one site, and an empty one cuts the site off from Rancher: take it out of"
                        + " spec.settings.");
    }

    @Test
    void refusesAnUnknownNameAndProposesTheNearest() {
        assertThat(PolicyCheck.check(Map.of("ntp-server", "{}")).refused())
                .containsExactly("Harvester has no setting ntp-server: write ntp-servers, or take it out.");
        assertThat(PolicyCheck.check(Map.of("colour", "red")).refused())
                .containsExactly("Harvester has no setting colour: take it out of spec.settings.");
    }

    @Test
    void refusesAValueOfAnotherShape() {
        assertThat(PolicyCheck.check(Map.of("ntp-servers", "10.0.0.1", "max-hotplug-ratio", "four"))
                        .refused())
                .containsExactly(
                        "Setting max-hotplug-ratio is a whole number, not \"four\": correct it in spec.settings.",
                        "Setting ntp-servers is a JSON object, not \"10.0.0.1\": correct it in spec.settings.");
    }

    @Test
    void whatDiffersFromSiteToSiteNeedsAPartThatDiffers() {
        var same = PolicyCheck.check(Map.of("http-proxy", "{\"httpProxy\":\"http://p\"}"));
        var apart = PolicyCheck.check(Map.of("http-proxy", "{\"httpProxy\":\"http://p\",\"noProxy\":\"${net}\"}"));

        assertThat(same.refused()).singleElement().asString().contains("write the part that differs as ${parameter}");
        assertThat(apart.refused()).isEmpty();
        assertThat(apart.careful()).hasSize(1);
    }

    @Test
    void warnsOfWhatIsDelicateAndAcceptsIt() {
        var found = PolicyCheck.check(Map.of("containerd-registry", "{}"));

        assertThat(found.careful())
                .containsExactly("Take care with containerd-registry: it restarts RKE2 on every node. Try it with mode"
                        + " Report, then on a few sites.");
        assertThat(found.accepted()).containsOnlyKeys("containerd-registry");
    }

    @Test
    void everySettingThatIsNotSafeSaysWhy() {
        assertThat(SettingCatalogue.all())
                .hasSizeGreaterThan(45)
                .allSatisfy(rule -> assertThat(rule.why().isEmpty()).isEqualTo(rule.safety() == Safety.SAFE));
    }
}
