// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver in all its moods. */
@Timeout(60)
class WebhookTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private final Webhook webhook =
            new Webhook(this::answer, new Webhook.Patience(3, Duration.ofMillis(1)), Drops.counter(meters));

    @AfterEach
    void close() {
        webhook.close();
    }

    /** A negative number is no answer; what is not said is 204. */
    private int answer(byte[] letter) throws IOException {
        asked.add(new String(letter, StandardCharsets.UTF_8));
        var status = answers.isEmpty() ? 204 : answers.remove();
        if (status < 0) {
            throw new IOException("refused");
        }
        return status;
    }

    private void offer(String letter) {
        webhook.offer(letter.getBytes(StandardCharsets.UTF_8));
    }

    private double dropped() {
        return meters.get("granary.events.dropped").counter().count();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 500, 503, 429, 408})
    void whatMayBeTakenLaterIsSentAgainInOrder(int status) {
        answers.addAll(List.of(status, status));

        offer("one");
        offer("two");

        await().untilAsserted(() -> assertThat(asked).containsExactly("one", "one", "one", "two"));
        assertThat(dropped()).isZero();
    }

    @Test
    void anEventIsDroppedAfterItsAttemptsAndTheNextIsSent() {
        answers.addAll(List.of(-1, 500, 503));

        offer("one");
        offer("two");

        await().untilAsserted(() -> assertThat(asked).containsExactly("one", "one", "one", "two"));
        assertThat(dropped()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 301})
    void whatIsRefusedForGoodIsSentOnce(int status) {
        answers.add(status);

        offer("one");
        offer("two");

        await().untilAsserted(() -> assertThat(asked).containsExactly("one", "two"));
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void aReceiverThatIsGoneGetsNothingMore() {
        answers.add(410);

        offer("one");
        await().untilAsserted(() -> assertThat(dropped()).isEqualTo(1));
        offer("two");

        assertThat(dropped()).isEqualTo(2);
        assertThat(asked).containsExactly("one");
    }

    @Test
    void aReceiverThatDoesNotAnswerCostsEventsAndNoSender() {
        var slow = new CountDownLatch(1);
        try (var stuck =
                new Webhook(letter -> held(slow), new Webhook.Patience(1, Duration.ZERO), Drops.counter(meters))) {
            for (int i = 0; i < Webhook.WAITING + 10; i++) {
                stuck.offer(new byte[] {1});
            }
            assertThat(dropped()).isBetween(9.0, 10.0);
            slow.countDown();
        }
    }

    private static int held(CountDownLatch slow) throws IOException {
        try {
            slow.await();
            return 204;
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }
}
