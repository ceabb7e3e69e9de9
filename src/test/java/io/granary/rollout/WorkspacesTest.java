// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.kernel.SiteId;
import io.granary.kube.HubObject;
import io.granary.kube.Wire;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Which sites a rollout reaches, and that an order for one site finds the way to no other (S15, S16, S20). */
class WorkspacesTest {
    private static final SiteUid OLD = new SiteUid("c-1.u1");
    private static final SiteUid NEW = new SiteUid("c-1.u2");

    private final Workspaces workspaces =
            new Workspaces(Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC), () -> {});
    private final SiteLink first = link("c-1");
    private final SiteLink second = link("c-2");

    WorkspacesTest() {
        workspaces.directory().changed(first);
        workspaces.directory().changed(second);
    }

    @Test
    void aRolloutReachesTheSitesOfItsOwnWorkspaceOnly() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1"), site("fleet-b", "store-2", "c-2", "u2")));

        assertThat(workspaces.sites("fleet-a")).extracting(SiteView::name).containsExactly("store-1");
        assertThat(workspaces.sites("fleet-b")).extracting(SiteView::name).containsExactly("store-2");
        assertThat(workspaces.sites("fleet-")).isEmpty();
        assertThat(workspaces.sites("")).isEmpty();
    }

    @Test
    void aSiteThatMovesToAnotherWorkspaceIsOutOfReachForTheFirst() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1")));
        workspaces.deleted(site("fleet-a", "store-1", "c-1", "u1"));
        workspaces.changed(site("fleet-b", "store-1", "c-1", "u1"));

        assertThat(workspaces.sites("fleet-a")).isEmpty();
        assertThat(workspaces.sites("fleet-b")).extracting(SiteView::uid).containsExactly(OLD);
    }

    @Test
    void whatIsMeantForASiteIsNotSentToTheOneThatWasInstalledInItsPlace() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1")));
        assertThat(workspaces.link(OLD)).isSameAs(first);

        workspaces.changed(site("fleet-a", "store-1", "c-1", "u2"));

        assertThat(workspaces.link(OLD)).isNull();
        assertThat(workspaces.link(NEW)).isSameAs(first);
        assertThatThrownBy(() -> new SiteObjects(workspaces, RandomGenerator.getDefault()).configMaps(OLD))
                .isInstanceOf(SiteLedger.SiteProblem.class);
    }

    @Test
    void norIfTheReinstallationWasMissedAndIsOnlySeenInAWholeList() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1")));

        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u2")));

        assertThat(workspaces.link(OLD)).isNull();
        assertThat(workspaces.link(NEW)).isSameAs(first);
    }

    @Test
    void namesThatChangePlacesTakeNoOrdersAlong() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1"), site("fleet-a", "store-2", "c-2", "u9")));

        workspaces.changed(site("fleet-a", "store-1", "c-2", "u9"));
        workspaces.changed(site("fleet-a", "store-2", "c-1", "u1"));

        assertThat(workspaces.link(OLD)).isSameAs(first);
        assertThat(workspaces.link(new SiteUid("c-2.u9"))).isSameAs(second);
    }

    @Test
    void aSiteThatLeftRancherIsNotReachedAnyMore() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1")));

        workspaces.directory().removed(new SiteId("c-1"));

        assertThat(workspaces.link(OLD)).isNull();
    }

    @Test
    void whatDidNotChangeIsNotReadAgain() {
        workspaces.replaced(List.of(site("fleet-a", "store-1", "c-1", "u1")));
        var before = workspaces.sites("fleet-a").getFirst();
        assertThat(workspaces.sites("fleet-a").getFirst()).isSameAs(before);

        workspaces.directory().changed(new SiteLink(new SiteId("c-1"), "fleet-a", "store", Map.of(), false, null));
        assertThat(workspaces.sites("fleet-a").getFirst().contact().reachable()).isFalse();

        workspaces.changed(site("fleet-a", "store-1", "c-1", "u2"));
        assertThat(workspaces.sites("fleet-a")).extracting(SiteView::uid).containsExactly(NEW);
    }

    private static SiteLink link(String id) {
        return new SiteLink(new SiteId(id), "fleet-a", "store", Map.of(), true, null);
    }

    private static HubObject<SiteSpec, SiteStatus> site(String workspace, String name, String cluster, String uid) {
        var status = """
                {"clusterID": "%s", "siteUID": "%s",
                 "connectivity": {"state": "Connected", "reason": "", "since": "2026-10-01T00:00:00Z",
                                  "lastSeen": "2026-11-01T11:59:00Z"}}""".formatted(cluster, uid);
        try {
            return HubObject.of(Site.class, HubObject.Meta.of(workspace, name, Map.of()), SiteSpec.EMPTY)
                    .withStatus(Wire.mapper().readValue(status, SiteStatus.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
