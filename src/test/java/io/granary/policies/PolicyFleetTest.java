// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicyStatus.Sites;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteCalendar.Weekly;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies over simulated Harvester sites, whose settings are watched and written over HTTPS through Rancher. */
class PolicyFleetTest {
    private static final String NTP = "{\"ntpServers\":[\"10.20.0.2\",\"10.20.0.3\"]}";
    private static final String REPORT = "settings: {ntp-servers: {ntpServers: [10.20.0.2, 10.20.0.3]}}";
    private static final String ENFORCE = "mode: Enforce\n" + REPORT;

    private final PolicyWorld world = new PolicyWorld(3);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void reportsWhichSitesWouldChangeAndHowAndWritesNothing() {
        world.change(1, "ntp-servers", "{ \"ntpServers\": [\"10.20.0.2\", \"10.20.0.3\"] }");
        world.publish("ntp", REPORT);

        world.awaitVerdict("ntp", 0, Verdict.Drifted);
        world.awaitVerdict("ntp", 1, Verdict.Compliant);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(world.status("ntp").sites()).isEqualTo(new Sites(3, 1, 2, 0, 0, 0)));
        assertThat(world.status("ntp").changes()).singleElement().satisfies(change -> {
            assertThat(change.what()).isEqualTo("Setting ntp-servers");
            assertThat(change.field()).isEqualTo("ntpServers");
            assertThat(change.wanted()).isEqualTo("[\"10.20.0.2\",\"10.20.0.3\"]");
            assertThat(change.found()).isEqualTo("[\"0.suse.pool.ntp.org\"]");
            assertThat(change.examples()).containsExactly("store-0", "store-2");
        });
        assertThat(world.value(0, "ntp-servers")).contains("0.suse.pool.ntp.org");
    }

    @Test
    void rulesAreToldForEachSiteAndNeverMended() {
        world.publish("rules", "mode: Enforce\nrules: [{name: two-nodes, each: Node, expression: size(nodes) == 99}]");
        world.publish("fine", "rules: [{name: named, each: Node, expression: \"self.metadata.name != ''\"}]");
        world.publish("broken", "rules: [{name: typo, each: Node, expression: slef == 1}]");

        assertThat(world.awaitVerdict("rules", 0, Verdict.Drifted).differences())
                .extracting(Difference::what)
                .contains("Rule two-nodes");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(world.status("rules").changes())
                        .singleElement()
                        .satisfies(change -> assertThat(change.field()).isNull())
                        .satisfies(change -> assertThat(change.sites()).isEqualTo(3)));
        world.awaitVerdict("fine", 0, Verdict.Compliant);
        world.awaitVerdict("broken", 0, Verdict.Unknown);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                world.status("broken").conditions().getFirst().message())
                        .startsWith("Rule typo does not compile at line 1, column 1: "));
    }

    @Test
    void mendsWhatALocalAdminChangesAndNamesHimWhenHeGoesOn() {
        world.publish("ntp", ENFORCE + "\nenforcement: {fights: 1}");
        world.awaitVerdict("ntp", 0, Verdict.Compliant);
        assertThat(world.value(0, "ntp-servers")).isEqualTo(NTP);

        world.change(0, "ntp-servers", "{\"ntpServers\":[\"192.0.2.1\"]}");
        assertThat(world.awaitVerdict("ntp", 0, Verdict.Drifted).message()).startsWith("It is mended again at ");
        world.pass(Duration.ofMinutes(2));
        world.awaitVerdict("ntp", 0, Verdict.Compliant);
        assertThat(world.value(0, "ntp-servers")).isEqualTo(NTP);

        world.change(0, "ntp-servers", "{\"ntpServers\":[\"192.0.2.1\"]}");
        assertThat(world.awaitVerdict("ntp", 0, Verdict.Conflict).message())
                .startsWith("Setting ntp-servers was mended 2 times within a day and changed back each time, last by"
                        + " field manager \"kubectl-patch\"");
        world.pass(Duration.ofHours(25));
        world.awaitVerdict("ntp", 0, Verdict.Compliant);
    }

    @Test
    void namesAnotherFieldManagerAndWritesOverHimOnlyWhenForced() {
        world.apply(2, "ntp-servers", "{\"ntpServers\":[\"192.0.2.7\"]}", "argocd-controller");
        world.publish("ntp", ENFORCE);

        var row = world.awaitVerdict("ntp", 2, Verdict.Conflict);
        assertThat(row.message()).contains("is applied by field manager \"argocd-controller\", too: ");
        assertThat(row.differences()).extracting(Difference::manager).containsExactly("argocd-controller");
        world.awaitVerdict("ntp", 0, Verdict.Compliant);
        assertThat(world.value(2, "ntp-servers")).contains("192.0.2.7");

        world.publish("ntp", ENFORCE + "\nenforcement: {force: true}");
        world.awaitVerdict("ntp", 2, Verdict.Compliant);
        assertThat(world.value(2, "ntp-servers")).isEqualTo(NTP);
    }

    @Test
    void aSiteThatIsOutOfReachIsUnknownAndNotMended() {
        world.outOfReach.add(1);
        world.publish("ntp", ENFORCE);

        world.awaitVerdict("ntp", 0, Verdict.Compliant);
        assertThat(world.awaitVerdict("ntp", 1, Verdict.Unknown).message())
                .isEqualTo("Out of reach; it was never read.");
        assertThat(world.value(1, "ntp-servers")).contains("0.suse.pool.ntp.org");
    }

    @Test
    void waitsForTheMaintenanceWindowOfTheSite() {
        var later = LocalDate.now(ZoneOffset.UTC).plusDays(2).getDayOfWeek();
        var weekly = new Weekly(Set.of(later), LocalTime.of(2, 0), Duration.ofHours(2));
        world.calendars.put(0, new SiteCalendar(ZoneOffset.UTC, List.of(weekly)));
        world.publish("ntp", ENFORCE);

        world.awaitVerdict("ntp", 1, Verdict.Compliant);
        assertThat(world.awaitVerdict("ntp", 0, Verdict.Drifted).message())
                .startsWith("Waits for the maintenance window at ")
                .endsWith("T02:00:00Z.");
    }

    @Test
    void tellsTheWordsOfTheWebhookThatRefuses() {
        world.publish("overcommit", """
                mode: Enforce
                settings: {overcommit-config: {cpu: 50, memory: 150, storage: 200}}
                """);

        assertThat(world.awaitVerdict("overcommit", 0, Verdict.Conflict).message())
                .startsWith("The site refused Setting overcommit-config")
                .contains("Cannot undercommit. Should be greater than or equal to 100 but got 50");
    }

    @Test
    void fillsInWhatDiffersFromSiteToSite() {
        world.publish("ntp", """
                mode: Enforce
                settings: {ntp-servers: {ntpServers: ["10.20.${number}.2"]}}
                parameters: [{name: number, label: number}]
                """);

        world.awaitVerdict("ntp", 2, Verdict.Compliant);
        assertThat(world.value(2, "ntp-servers")).isEqualTo("{\"ntpServers\":[\"10.20.2.2\"]}");
    }

    @Test
    void aPolicyThatIsRefusedWritesNothing() {
        world.publish("cut", """
                mode: Enforce
                settings:
                  cluster-registration-url: ""
                  log-level: debug
                """);

        world.awaitVerdict("cut", 0, Verdict.Drifted);
        await().atMost(Duration.ofSeconds(20)).until(() -> world.status("cut") != null);
        assertThat(world.status("cut").conditions().getFirst().message())
                .startsWith("Setting cluster-registration-url is never pushed by a policy, because it holds the token");
        assertThat(world.value(0, "log-level")).isEmpty();
    }
}
