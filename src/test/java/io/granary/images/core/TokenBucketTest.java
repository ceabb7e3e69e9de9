// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.images.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsTheBurstThroughAtOnceAndThenKeepsTheRate() {
        TokenBucket bucket = new TokenBucket(1000, 500, 0);

        assertThat(bucket.take(500, 0)).isZero();
        assertThat(bucket.take(1000, 0)).isZero();
        assertThat(bucket.take(1000, 0)).isEqualTo(SECOND);
        assertThat(bucket.take(1, 0)).isEqualTo(2 * SECOND);
    }

    @Test
    void savesNoMoreThanTheBurstOverAPause() {
        TokenBucket bucket = new TokenBucket(1000, 500, 0);

        assertThat(bucket.take(1500, 100 * SECOND)).isZero();
        assertThat(bucket.take(1, 100 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void neverLetsMoreThroughThanRateAndBurstAllow() {
        TokenBucket bucket = new TokenBucket(1_000_000, 64_000, 0);
        long now = 0;
        long sent = 0;
        while (now < 10 * SECOND) {
            now += bucket.take(16_000, now);
            sent += 16_000;
        }

        assertThat(sent).isBetween(9_900_000L, 10_000_000L + 64_000 + 32_000);
    }

    @Test
    void refusesARateOfNothing() {
        assertThatThrownBy(() -> new TokenBucket(0, 1, 0)).hasMessageContaining("at least 1 byte a second");
    }
}
