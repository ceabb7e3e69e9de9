// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,1",
        "bytes=0-99,0,100",
        "bytes=90-200,90,10",
        "bytes=90-,90,10",
        "bytes=-10,90,10",
        "bytes=-500,0,100"
    })
    void servesOnePart(String header, long first, long length) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Part(new ByteRange(first, length)));
    }

    @ParameterizedTest
    @CsvSource({"bytes=100-", "bytes=100-101", "bytes=-0"})
    void refusesWhatLiesBehindTheEnd(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @CsvSource({"bytes=", "bytes=-", "bytes=a-b", "bytes=9-1", "items=0-1", "bytes=+1-2", "bytes=0-99999999999999999999"
    })
    void servesTheWholeFileForWhatItDoesNotUnderstand(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange.Whole());
    }

    @Test
    void servesTheWholeFileForSeveralRangesAndForNone() {
        assertThat(ByteRange.of("bytes=0-1,5-6", 100)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.of(null, 100)).isEqualTo(new ByteRange.Whole());
    }
}
