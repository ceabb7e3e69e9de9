// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.sites.core.ImportSeen.Cluster;
import io.granary.sites.core.ImportSeen.Past;
import io.granary.sites.core.ImportSeen.Registration;
import io.granary.sites.core.ImportSeen.Side;
import io.granary.sites.core.ImportSeen.Wish;
import io.granary.sites.core.SiteFacts.LinkState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTest {
    private static final String URL = "https://rancher.example/v3/import/t0k3n_c-m-abcd1234.yaml";
    private static final Wish FRESH = new Wish("fleet-default", "store-1", "uid-1", false, null, Past.NEVER_LISTED);
    private static final Wish GUARDED = new Wish("fleet-default", "store-1", "uid-1", true, null, Past.NEVER_LISTED);
    private static final Registration READY = new Registration.Ready(URL);
    private static final Side NOBODY = new Side.NotAsked();

    private static Cluster cluster(@Nullable String mark, LinkState link) {
        return new Cluster("store-1", "c-m-abcd1234", mark, false, link);
    }

    private static Wish leaving(Duration since) {
        return new Wish("fleet-default", "store-1", "uid-1", true, since, Past.LISTED);
    }

    private static Import.Next next(Wish wish, @Nullable Cluster cluster) {
        return Import.next(new ImportSeen(wish, cluster, new Registration.Missing(), NOBODY));
    }

    private static Import.Next pending(Registration registration, Side side) {
        return Import.next(new ImportSeen(GUARDED, cluster("uid-1", LinkState.PENDING), registration, side));
    }

    private static Side.Answers site(String version, String value) {
        return new Side.Answers(version, value, "", "");
    }

    @Test
    void theSiteIsGuardedBeforeItsClusterIsRegistered() {
        assertThat(next(FRESH, null).step()).isEqualTo(new ImportStep.Guard());
        assertThat(next(GUARDED, null).step()).isEqualTo(new ImportStep.Register());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "c-abcde", "1store", "Store", "store.north", "store-"})
    void aNameThatRancherRefusesIsNotTried(String name) {
        var found = next(new Wish("fleet-default", name, "uid-1", true, null, Past.NEVER_LISTED), null);
        assertThat(found.step()).isEqualTo(new ImportStep.Rest());
        assertThat(found.reason()).isEqualTo("NameNotUsable");
    }

    @Test
    void whatSomebodyRemovedInRancherIsNotRegisteredAgain() {
        var found = next(new Wish("fleet-default", "store-1", "uid-1", true, null, Past.REMOVED), null);
        assertThat(found.step()).isEqualTo(new ImportStep.Rest());
        assertThat(found.reason()).isEqualTo("RemovedFromRancher");
        assertThat(found.isSettled()).isTrue();
        var away = next(new Wish("fleet-default", "store-1", "uid-1", true, null, Past.LISTED), null);
        assertThat(away.step()).isEqualTo(new ImportStep.Rest());
        assertThat(away.status()).isEqualTo("Unknown");
    }

    @Test
    void waitsForWhatRancherHasNotMadeYet() {
        assertThat(next(GUARDED, new Cluster("store-1", null, "uid-1", false, LinkState.PENDING))
                        .reason())
                .isEqualTo("WaitingForRancher");
        assertThat(next(GUARDED, new Cluster("store-1", "c-m-old", null, true, LinkState.CONNECTED))
                        .reason())
                .isEqualTo("BeingRemoved");
        assertThat(pending(new Registration.Missing(), NOBODY).reason()).isEqualTo("WaitingForToken");
        assertThat(pending(new Registration.Unusable("No token"), NOBODY).message())
                .isEqualTo("No token");
    }

    @Test
    void withoutAKubeconfigThePersonIsToldWhereTheUrlIsAndNotWhatItIs() {
        var found = pending(READY, NOBODY);
        assertThat(found.step()).isEqualTo(new ImportStep.Publish(URL));
        assertThat(found.reason()).isEqualTo("WaitingForPaste");
        assertThat(found.message()).contains("store-1-registration").doesNotContain("t0k3n");
        assertThat(found.toString()).doesNotContain("t0k3n");
    }

    @Test
    void theSettingIsWrittenAsTheReleaseOfTheSiteReadsIt() {
        assertThat(pending(READY, site("v1.7.3", "")).step()).isEqualTo(new ImportStep.Hand(URL));
        assertThat(pending(READY, site("v1.8.0", "{\"url\":\"\",\"insecureSkipTLSVerify\":false}"))
                        .step())
                .isEqualTo(new ImportStep.Hand("{\"url\":\"" + URL + "\",\"insecureSkipTLSVerify\":false}"));
        assertThat(pending(READY, site("master-1a2b", "")).reason()).isEqualTo("VersionUnknown");
        assertThat(pending(READY, site("v1.8.0", URL.replace("t0k3n", "old"))).step())
                .isInstanceOf(ImportStep.Hand.class);
    }

    @Test
    void aSiteOfAnotherRancherIsLeftAlone() {
        var found = pending(READY, site("v1.8.0", "https://other.example/v3/import/x_c-m-zzzz.yaml"));
        assertThat(found.step()).isEqualTo(new ImportStep.Rest());
        assertThat(found.reason()).isEqualTo("RegisteredElsewhere");
    }

    @Test
    void aSiteOfAClusterThatThisRancherForgotComesBack() {
        var here = site("v1.7.3", URL.replace("c-m-abcd1234", "c-m-gone"));
        var other = site("v1.7.3", "https://other.example/v3/import/x_c-m-gone.yaml");
        assertThat(Import.mentioned(here.value())).isEqualTo("c-m-gone");
        assertThat(Import.mentioned("{\"url\":\"\"}")).isNull();
        assertThat(pending(READY, here).reason()).isEqualTo("RegisteredElsewhere");
        assertThat(pending(READY, here.ofForgottenCluster()).step()).isEqualTo(new ImportStep.Hand(URL));
        assertThat(pending(READY, other.ofForgottenCluster()).reason()).isEqualTo("RegisteredElsewhere");
    }

    @Test
    void whatIsWrongWithTheKubeconfigIsSaid() {
        assertThat(pending(READY, new Side.Unusable("SecretMissing", "make it")).message())
                .isEqualTo("make it");
        assertThat(pending(READY, new Side.Silent("no answer")))
                .returns("SiteUnreachable", Import.Next::reason)
                .returns(new ImportStep.Rest(), Import.Next::step);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Get \"https://rancher\": x509: certificate signed by unknown authority | '' | CertificateNotTrusted",
                "proxyconnect tcp: dial tcp 10.0.0.9:3128: i/o timeout | '' | ProxyFails",
                "dial tcp: lookup rancher.example: no such host | '' | NameNotResolved",
                "dial tcp 10.1.1.1:443: connect: connection refused | '' | RancherUnreachable",
                "unexpected status code 404 | '' | TokenRefused",
                "something new | '' | SettingFails",
                "'' | ImagePullBackOff: Back-off pulling image rancher/rancher-agent:v2.14.2 | ImagePull",
                "'' | CrashLoopBackOff: ERROR: https://r/ping is not accessible (certificate) | CertificateNotTrusted",
                "'' | CrashLoopBackOff: exit 1 | AgentFails",
                "'' | '' | WaitingForAgent",
            })
    void aHangingImportSaysWhy(String complaint, String agent, String reason) {
        var found = pending(READY, new Side.Answers("v1.8.0", URL, complaint, agent));
        assertThat(found.reason()).isEqualTo(reason);
        assertThat(found.step()).isEqualTo(new ImportStep.Rest());
        assertThat(found.message()).contains(complaint.isEmpty() ? agent : complaint);
    }

    @Test
    void onceConnectedTheUrlIsTidiedAwayAndStaysDoneWhileTheSiteIsOffline() {
        for (var link : new LinkState[] {LinkState.CONNECTED, LinkState.DISCONNECTED}) {
            var found = next(GUARDED, cluster("uid-1", link));
            assertThat(found.step()).isEqualTo(new ImportStep.Tidy());
            assertThat(found.status()).isEqualTo("True");
        }
    }

    @Test
    void aClusterThatWasImportedByHandIsAdoptedAndNeverUnregistered() {
        assertThat(next(FRESH, cluster(null, LinkState.CONNECTED)).reason()).isEqualTo("Adopted");
        assertThat(next(FRESH, cluster("uid-of-another", LinkState.CONNECTED)).reason())
                .isEqualTo("Adopted");
        for (var mark : new String[] {null, "uid-of-another"}) {
            assertThat(next(leaving(Duration.ZERO), cluster(mark, LinkState.CONNECTED))
                            .step())
                    .isEqualTo(new ImportStep.Release());
        }
    }

    @Test
    void aSiteThatAnswersIsToldToLeaveFirst() {
        var cluster = cluster("uid-1", LinkState.CONNECTED);
        for (var minutes : new int[] {1, 6}) {
            var wish = leaving(Duration.ofMinutes(minutes));
            var registered = site("v1.8.0", URL);
            var step = Import.next(new ImportSeen(wish, cluster, READY, registered))
                    .step();
            assertThat(step).isEqualTo(minutes == 1 ? new ImportStep.Hand("") : new ImportStep.Unregister("store-1"));
        }
        var other = Import.next(new ImportSeen(leaving(Duration.ZERO), cluster, READY, site("v1.8.0", "https://x")));
        assertThat(other.step()).isEqualTo(new ImportStep.Unregister("store-1"));
    }

    @Test
    void aSiteIsUnregisteredBeforeItGoes() {
        assertThat(next(leaving(Duration.ofDays(1)), cluster("uid-1", LinkState.CONNECTED))
                        .step())
                .isEqualTo(new ImportStep.Unregister("store-1"));
        var going = new Cluster(null, "c-m-abcd1234", null, true, LinkState.CONNECTED);
        assertThat(next(leaving(Duration.ofMinutes(1)), going).step()).isEqualTo(new ImportStep.Rest());
        assertThat(next(leaving(Duration.ofMinutes(6)), going).step()).isEqualTo(new ImportStep.Release());
        assertThat(next(leaving(Duration.ZERO), null).step()).isEqualTo(new ImportStep.Release());
    }
}
