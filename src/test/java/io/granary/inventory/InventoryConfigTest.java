// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.inventory.core.Kind;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InventoryConfigTest {
    @Test
    void theDefaultsAreThose() {
        var config = new SmallRyeConfigBuilder()
                .withMapping(InventoryConfig.class)
                .withDefaultValue("x", "y")
                .withConverter(Duration.class, 200, InventoryConfigTest::duration)
                .build()
                .getConfigMapping(InventoryConfig.class);
        var limits = InventoryStartup.limits(config);
        assertThat(config.lists()).isEqualTo(64);
        assertThat(config.watchesPerSecond()).isEqualTo(400);
        assertThat(limits.polling().auditAfterResume()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.window()).isEqualTo(65_536);
        assertThat(config.saveEvery()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.unfinishedBytes()).isEqualTo(128L << 20);
        assertThat(limits.pageSize()).isEqualTo(500);
        assertThat(limits.relistSpacing()).isEqualTo(Duration.ofSeconds(60));
        assertThat(limits.polling().every())
                .containsEntry(Kind.NODE, Duration.ofMinutes(5))
                .containsEntry(Kind.NETWORK, Duration.ofHours(1))
                .hasSize(7);
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }
}
