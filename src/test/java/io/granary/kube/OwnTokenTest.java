// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnTokenTest {
    private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    private static final String A = "granary-rancher-identity-a";
    private static final String B = "granary-rancher-identity-b";

    private final MemoryRancher rancher = new MemoryRancher(START);

    private String token() {
        var clock = Clock.fixed(rancher.now, ZoneOffset.UTC);
        return new OwnToken(new Settings(), rancher, clock, new Random(1)).of("u-granary");
    }

    private record Settings() implements HubConfig.Identity {
        @Override
        public Optional<String> user() {
            return Optional.of("u-granary");
        }

        @Override
        public String namespace() {
            return "granary-system";
        }

        @Override
        public String secret() {
            return "granary-rancher-identity";
        }

        @Override
        public Duration tokenLife() {
            return Duration.ofHours(24);
        }
    }

    @Test
    void theFirstTokenIsMadeForTheUserAndKeptForTheNextHub() {
        var first = token();

        assertThat(first).matches(A + ":[b-z2-9]{54}");
        assertThat(rancher.tokens()).containsExactly(first);
        var made = rancher.object("tokens/" + A);
        assertThat(made.path("userId").asText()).isEqualTo("u-granary");
        assertThat(made.path("ttl").asLong()).isEqualTo(86_400_000);
        assertThat(made.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("uid-of-the-user");
        assertThat(token()).as("another hub").isEqualTo(first);
    }

    @Test
    void aTokenIsReplacedAfterTwoThirdsOfItsLifeAndTheOldOneStaysGoodForAWhile() {
        var first = token();
        rancher.now = START.plus(Duration.ofHours(15));
        assertThat(token()).isEqualTo(first);

        rancher.now = START.plus(Duration.ofHours(16).plusMinutes(1));
        var second = token();

        assertThat(second).startsWith(B + ":");
        assertThat(rancher.tokens()).containsExactlyInAnyOrder(first, second);
        rancher.now = rancher.now.plus(Duration.ofMinutes(11));
        assertThat(token()).isEqualTo(second);
        assertThat(rancher.tokens()).containsExactly(second);
    }

    @Test
    void namesTakeTurns() {
        token();
        for (var slot : new String[] {B, A, B}) {
            rancher.now = rancher.now.plus(Duration.ofHours(17));

            assertThat(token()).startsWith(slot + ":");
        }
        assertThat(rancher.tokens()).hasSize(2);
    }

    @Test
    void aTokenThatSomebodyDeletedIsReplaced() {
        var first = token();
        rancher.remove("tokens/" + A);

        assertThat(token()).isNotEmpty();
        assertThat(rancher.tokens()).hasSize(1);
        assertThat(first).startsWith(A);
    }

    @Test
    void aTokenThatSomebodySwitchedOffIsReplaced() {
        token();
        rancher.object("tokens/" + A).put("enabled", false);

        assertThat(token()).startsWith(A);
        assertThat(rancher.object("tokens/" + A).path("enabled").asBoolean(false))
                .isTrue();
    }

    @Test
    void aTokenForSomebodyElseUnderOurNameIsNotUsed() {
        var first = token();
        rancher.object("tokens/" + A).put("userId", "user-admin");

        token();

        assertThat(first).startsWith(A);
        assertThat(rancher.object("tokens/" + A).path("userId").asText()).isEqualTo("u-granary");
    }

    @Test
    void aHashedTokenIsStillTheSame() {
        var first = token();
        var kept = rancher.object("tokens/" + A).put("token", "$3:1:hash");
        kept.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("authn.management.cattle.io/token-hashed", "true");

        assertThat(token()).isEqualTo(first);
    }

    @Test
    void whatAHubLeftBehindThatDiedBetweenTwoWritesIsInNobodysWay() {
        token();
        rancher.now = rancher.now.plus(Duration.ofHours(17));
        rancher.refuseWritesOfSecrets = true;
        assertThatThrownBy(this::token).isInstanceOf(ApiProblem.Failure.class);
        rancher.refuseWritesOfSecrets = false;

        var second = token();

        assertThat(second).startsWith(B + ":");
        assertThat(rancher.tokens()).hasSize(2).contains(second);
    }

    @Test
    void withoutItsUserOrItsSecretTheHubSaysWhatToDo() {
        rancher.remove("users/u-granary");
        assertThatThrownBy(this::token).hasMessageContaining("There is no User u-granary at Rancher");
        rancher.remove("secrets/granary-rancher-identity");
        assertThatThrownBy(this::token).hasMessageContaining("no Secret granary-system/granary-rancher-identity");
    }
}
