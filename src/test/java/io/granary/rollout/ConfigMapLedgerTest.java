// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.contract.ApiServerUnderTest;
import io.granary.contract.Contracts;
import io.granary.kernel.SiteId;
import io.granary.kube.Resources;
import io.granary.rollout.SiteLedger.Intent;
import io.granary.rollout.SiteLedger.Page;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.SiteUid;
import io.granary.sites.SiteLink;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger at a site that is the simulator's API server; two hubs write there. */
class ConfigMapLedgerTest {
    private static final SiteUid SITE = new SiteUid("c-1.u1");

    private Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private final ApiServerUnderTest server =
            Contracts.servers().findFirst().orElseThrow().get();
    private final RolloutHub site = new RolloutHub(server);
    private final SiteObjects objects = new SiteObjects(
            uid -> uid.equals(SITE)
                    ? new SiteLink(new SiteId("c-1"), "fleet", "store", Map.of(), true, site.cluster.door())
                    : null,
            () -> 1);
    private final ConfigMapLedger ledger = new ConfigMapLedger(objects, clock());
    private final ConfigMapLedger another = new ConfigMapLedger(objects, clock());

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void aNewSiteHasAnEmptyPage() {
        assertThat(ledger.read(SITE, "r1")).isEqualTo(new Page("", "r1", 0, null, null));
    }

    @Test
    void theFirstWriteMakesNamespaceAndLedger() {
        var written = ledger.write(SITE, new Page("", "r1", 7, new Intent(2, 1), "r1"));

        assertThat(ledger.read(SITE, "r1")).isEqualTo(written);
        assertThat(written.version()).isNotEmpty();
        assertThat(written.intent()).isEqualTo(new Intent(2, 1));
        assertThat(written.lock()).isEqualTo("r1");
    }

    @Test
    void theSecondOfTwoFirstWritesIsRefused() {
        ledger.write(SITE, new Page("", "r1", 7, new Intent(1, 1), null));

        assertThatThrownBy(() -> another.write(SITE, new Page("", "r1", 6, new Intent(1, 1), null)))
                .isInstanceOf(SiteProblem.class);
        assertThat(another.read(SITE, "r1").epoch()).isEqualTo(7);
    }

    @Test
    void whatAnotherHubWroteInBetweenStands() {
        ledger.write(SITE, new Page("", "r1", 5, null, null));
        var old = another.read(SITE, "r1");
        var fresh = ledger.read(SITE, "r1");
        ledger.write(SITE, new Page(fresh.version(), "r1", 9, null, null));

        assertThatThrownBy(() -> another.write(SITE, new Page(old.version(), "r1", 5, new Intent(1, 1), null)))
                .isInstanceOf(SiteProblem.class);
        assertThat(another.read(SITE, "r1").intent()).isNull();
    }

    @Test
    void keepsTheLinesOfOtherRolloutsAndWhatPeopleAdded() {
        ledger.write(SITE, new Page("", "r1", 5, new Intent(3, 2), null));
        edit("note", "do not touch");
        var page = ledger.read(SITE, "r2");
        ledger.write(SITE, new Page(page.version(), "r2", 6, new Intent(1, 1), null));

        assertThat(ledger.read(SITE, "r1").intent()).isEqualTo(new Intent(3, 2));
        assertThat(map().at("/data/note").asText()).isEqualTo("do not touch");
    }

    @Test
    void dropsTheOldestIdleLinesAndNoOther() {
        ledger.write(SITE, new Page("", "busy", 1, new Intent(1, 1), null));
        for (var number = 0; number < 70; number++) {
            var page = ledger.read(SITE, "idle-" + number);
            ledger.write(SITE, new Page(page.version(), "idle-" + number, 2 + number, null, null));
        }

        assertThat(map().path("data").size()).isEqualTo(64);
        assertThat(ledger.read(SITE, "busy").intent()).isEqualTo(new Intent(1, 1));
        assertThat(ledger.read(SITE, "idle-69").epoch()).isEqualTo(71);
        assertThat(ledger.read(SITE, "idle-0").epoch()).isZero();
    }

    @Test
    void evenLinesThatWantSomethingAreBoundedButForThatOfTheLock() {
        ledger.write(SITE, new Page("", "owner", 1, new Intent(1, 1), "owner"));
        for (var number = 0; number < 260; number++) {
            now = now.plusSeconds(60);
            var page = ledger.read(SITE, "r" + number);
            ledger.write(SITE, new Page(page.version(), "r" + number, 2, new Intent(1, 1), "owner"));
        }

        assertThat(map().path("data").size()).isEqualTo(256);
        assertThat(ledger.read(SITE, "owner").intent()).isEqualTo(new Intent(1, 1));
        assertThat(ledger.read(SITE, "r0").intent()).isNull();
        assertThat(ledger.read(SITE, "r259").intent()).isEqualTo(new Intent(1, 1));
    }

    @Test
    void aLineThatSomebodyBrokeIsNamed() {
        ledger.write(SITE, new Page("", "r1", 5, null, null));
        edit("rollout.r1", "{oops");

        assertThatThrownBy(() -> ledger.read(SITE, "r1"))
                .isInstanceOf(SiteProblem.class)
                .hasMessageContaining("granary-system/ledger")
                .hasMessageContaining("delete that line");
    }

    @Test
    void aBrokenLineOfAnotherRolloutIsInNobodysWay() {
        ledger.write(SITE, new Page("", "r1", 5, null, null));
        edit("rollout.r9", "{oops");
        var page = ledger.read(SITE, "r1");

        assertThat(ledger.write(SITE, new Page(page.version(), "r1", 6, new Intent(1, 1), null))
                        .epoch())
                .isEqualTo(6);
    }

    @Test
    void aSiteThatLeftTheFleetIsAProblemOfTheSite() {
        assertThatThrownBy(() -> ledger.read(new SiteUid("c-2.u2"), "r1"))
                .isInstanceOf(SiteProblem.class)
                .hasMessage("the site is not in the fleet");
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private Resources<ObjectNode> maps() {
        return objects.configMaps(SITE);
    }

    private ObjectNode map() {
        return maps().find("granary-system", "ledger");
    }

    private void edit(String key, String value) {
        var map = map();
        map.withObjectProperty("data").put(key, value);
        maps().replace(map);
    }
}
