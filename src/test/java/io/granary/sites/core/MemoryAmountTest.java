// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAmountTest {

    @ParameterizedTest
    @CsvSource({
        "2110853312Ki,2013Gi",
        "131414808Ki,125Gi",
        "20480Mi,20Gi",
        "137438953472,128Gi",
        "1048576Ki,1048576Ki",
        "64Gi,64Gi",
        "nonsense,nonsense"
    })
    void isReadInGibibytes(String quantity, String readable) {
        assertThat(MemoryAmount.readable(quantity)).isEqualTo(readable);
    }
}
