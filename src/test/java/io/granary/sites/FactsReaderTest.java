// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsReaderTest {

    @ParameterizedTest
    @CsvSource({"Europe/Zurich,Europe/Zurich", "Europe/Nowhere,", "'',"})
    void takesATimeZoneThatExists(String written, String taken) {
        var meta = new RancherCluster.Meta(
                "c-m-abcde123", "u1", "1", null, Map.of(), Map.of("granary.io/time-zone", written));

        var facts = new FactsReader("fleet-default").of(new RancherCluster(meta, null, null));

        assertThat(Objects.requireNonNull(facts).given().timeZone()).isEqualTo(taken);
    }
}
