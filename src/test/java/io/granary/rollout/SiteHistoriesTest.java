// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.Site;
import io.granary.crd.v1alpha1.SiteHistorySpec;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.kube.HubObject;
import io.granary.kube.HubObject.Meta;
import io.granary.kube.MemoryResources;
import io.granary.rollout.core.SiteUid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Histories as they are written to the hub. */
class SiteHistoriesTest {
    private static final SitePlace PLACE = new SitePlace("fleet-stores", "store-1");
    private static final SiteUid UID = new SiteUid("c-1.u");
    private static final HubObject<?, ?> SITE =
            HubObject.of(Site.class, Meta.of(PLACE.namespace(), PLACE.name(), Map.of()), SiteSpec.EMPTY);

    private final MemoryResources<SiteHistorySpec, Void> hub = new MemoryResources<>();

    private static Outcome at(int second) {
        var at = "2026-11-23T06:00:%02dZ".formatted(second);
        return new Outcome("till", second + 1, 1, "Succeeded", at, at, "rest", null);
    }

    @Test
    void anOutcomeIsWrittenOnceHoweverOftenItIsTold() {
        var histories = new SiteHistories(hub);
        histories.isNews(PLACE, at(1));
        histories.isNews(PLACE, at(1));

        histories.write(PLACE, SITE, UID);

        assertThat(histories.isNews(PLACE, at(1))).isFalse();
        assertThat(hub.find("fleet-stores", "store-1").spec().outcomes()).containsExactly(at(1));
    }

    @Test
    void aHubThatStartsKnowsWhatIsWrittenAlready() {
        var earlier = new SiteHistories(hub);
        earlier.isNews(PLACE, at(1));
        earlier.write(PLACE, SITE, UID);

        var later = new SiteHistories(hub);

        assertThat(later.isNews(PLACE, at(1))).isFalse();
        assertThat(later.isNews(PLACE, at(2))).isTrue();
    }

    @Test
    void whatFellOutOfTheRingDoesNotComeBack() {
        var histories = new SiteHistories(hub);
        for (int second = 0; second <= 20; second++) {
            histories.isNews(PLACE, at(second));
            histories.write(PLACE, SITE, UID);
        }

        assertThat(histories.isNews(PLACE, at(0))).isFalse();
        assertThat(hub.find("fleet-stores", "store-1").spec().outcomes())
                .hasSize(20)
                .startsWith(at(20))
                .doesNotContainAnyElementsOf(List.of(at(0)));
    }
}
