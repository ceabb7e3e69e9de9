// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.kernel.SiteId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SiteRowsTest {
    @Test
    void whatASnapshotShowsStaysWhileTheWriterGoesOn() {
        var random = new Random(1);
        var sites = new SiteRows(Map.of());
        var expected = new HashMap<SiteId, SiteRow>();
        var snapshots = new ArrayList<Map<SiteId, SiteRow>>();
        var copies = new ArrayList<Map<SiteId, SiteRow>>();
        for (var step = 0; step < 5_000; step++) {
            var site = site(random.nextInt(600), "name-" + step);
            if (random.nextInt(4) == 0) {
                assertThat(sites.remove(site.id())).isEqualTo(expected.remove(site.id()));
            } else {
                assertThat(sites.put(site.id(), site)).isEqualTo(expected.put(site.id(), site));
            }
            if (step % 50 == 0) {
                snapshots.add(sites.snapshot());
                copies.add(Map.copyOf(expected));
            }
        }
        assertThat(sites).isEqualTo(expected).hasSameSizeAs(expected.values());
        assertThat(snapshots).isEqualTo(copies);
    }

    @Test
    void aSnapshotRefusesToBeChanged() {
        var sites = new SiteRows(Map.of());
        var site = site(1, "one");
        sites.put(site.id(), site);
        var snapshot = sites.snapshot();
        assertThatThrownBy(() -> snapshot.put(site.id(), site)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> snapshot.remove(site.id())).isInstanceOf(UnsupportedOperationException.class);
        assertThat(snapshot).hasSize(1);
    }

    private static SiteRow site(int number, String name) {
        var id = new SiteId("c-m-%08d".formatted(number));
        return new SiteRow(id, id.value(), name, Map.of(), new Freshness.Live(), List.of());
    }
}
