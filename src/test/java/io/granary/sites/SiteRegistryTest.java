// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.granary.kernel.SiteId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SiteRegistryTest {

    @Test
    void whoSubscribesLateHearsOfSitesThatAreGone() {
        var heard = new CopyOnWriteArrayList<String>();
        try (var registry = new SiteRegistry()) {
            registry.remove(new SiteId("c-gone"));
            registry.subscribe(new SiteDirectory.Listener() {
                @Override
                public void changed(SiteLink link) {
                    heard.add("changed " + link.id());
                }

                @Override
                public void removed(SiteId id) {
                    heard.add("removed " + id);
                }
            });

            await().untilAsserted(() -> assertThat(heard).isEqualTo(List.of("removed c-gone")));
        }
    }
}
