// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.site.FleetPlan;
import io.granary.simulator.site.SimulatedSite;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of an image on a clock that stands still until the test moves it. */
class ImageLifeTest {
    private static final ObjectKey KEY = ObjectKey.of("harvester-public", "disk");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final long GIGABYTE = 1_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final SimClock clock = SimClock.virtual(START);
    private final Servers servers = new Servers();
    private final List<Integer> progress = new ArrayList<>();
    private final SimulatedSite site = new SimulatedSite(
            FleetPlan.of(20, 2, 1, 0, 0).site(19),
            clock,
            new ClusterRuntime(vertx, Clock.fixed(START, ZoneOffset.UTC), new Random(1)),
            servers,
            (where, change) -> {
                if (change.resource().equals(Kinds.IMAGE)) {
                    progress.add(Trees.of(change.after()).at("/status/progress").asInt());
                }
            });

    /** Answers at once what the test wants to hear, and counts. */
    private static final class Servers implements FileServers {
        private Answer head = new Answer.File(GIGABYTE, GIGABYTE, "");
        private Answer get = head;
        private int heads;

        @Override
        public void head(Source source, Consumer<Answer> then) {
            heads++;
            then.accept(head);
        }

        @Override
        public void get(Source source, long size, Consumer<Answer> then) {
            then.accept(get);
        }
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void progressRisesAsFastAsTheLineOfTheSiteAllows() {
        create(3);
        clock.advance(Duration.ofSeconds(60));
        assertThat(progress).isSorted().hasSizeBetween(10, 30).last().isEqualTo(100);
        assertThat(Conditions.isTrue(image(), ImageStatus.IMPORTED)).isTrue();
    }

    @Test
    void aSlowSiteTakesSoManyTimesAsLong() {
        site.troubles().slowImages(100);
        create(3);
        clock.advance(Duration.ofMinutes(10));
        assertThat(image().at("/status/progress").asInt()).isBetween(1, 60);
        site.troubles().slowImages(1);
        clock.advance(Duration.ofMinutes(10));
        assertThat(Conditions.isTrue(image(), ImageStatus.IMPORTED)).isTrue();
    }

    @Test
    void aMissingFileIsAskedForEveryTenSecondsUntilTheLimit() {
        servers.head = new FileServers.Answer.Failure("got 404 status code from http://x");
        create(2);
        clock.advance(Duration.ofSeconds(5));
        assertThat(image().at("/status/failed").asInt()).isEqualTo(1);
        assertThat(Conditions.status(image(), ImageStatus.RETRY_LIMIT)).isEqualTo("False");
        clock.advance(Duration.ofMinutes(5));
        assertThat(image().at("/status/failed").asInt()).isEqualTo(3);
        assertThat(servers.heads).isEqualTo(3);
        assertThat(message(ImageStatus.RETRY_LIMIT))
                .isEqualTo("retry attempted 2/2 failed due to error: got 404 status code from http://x");
        assertThat(message(ImageStatus.INITIALIZED)).isEqualTo(message(ImageStatus.RETRY_LIMIT));
    }

    @Test
    void aSiteThatFailsTwiceSucceedsTheThirdTime() {
        site.troubles().failImages("no space left on device", 2);
        create(3);
        clock.advance(Duration.ofMinutes(5));
        assertThat(Conditions.isTrue(image(), ImageStatus.IMPORTED)).isTrue();
        assertThat(image().at("/status/failed").asInt()).isEqualTo(2);
        assertThat(message(ImageStatus.RETRY_LIMIT)).isEmpty();
    }

    @Test
    void aServerThatGivesNothingAfterItsHeadFailsTheImport() {
        servers.get =
                new FileServers.Answer.Failure("expected status code 200 from http://x, got 503 Service Unavailable");
        create(0);
        clock.advance(Duration.ofMinutes(1));
        assertThat(Conditions.isTrue(image(), ImageStatus.INITIALIZED)).isTrue();
        assertThat(message(ImageStatus.IMPORTED)).endsWith("got 503 Service Unavailable");
    }

    @Test
    void aDownloadGoesOnAfterEtcdWasRestored() {
        site.troubles().slowImages(2);
        create(3);
        clock.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 25; i++) {
            int number = i;
            site.store().update(Kinds.IMAGE, KEY, image -> {
                Trees.child(image, "spec").put("description", "edit " + number);
                return image;
            });
        }
        site.rewind();
        assertThat(image().at("/spec/description").asText()).isNotEqualTo("edit 24");
        clock.advance(Duration.ofMinutes(5));
        assertThat(Conditions.isTrue(image(), ImageStatus.IMPORTED)).isTrue();
    }

    @Test
    void anUploadWaitsForItsBytes() {
        var image = draft(3);
        image.withObject("/spec").put("sourceType", "upload").remove("url");
        site.store().create(Kinds.IMAGE, image);
        clock.advance(Duration.ofMinutes(5));
        assertThat(Conditions.status(image(), ImageStatus.IMPORTED)).isEqualTo("Unknown");
        assertThat(servers.heads).isZero();
    }

    private void create(int retry) {
        site.store().create(Kinds.IMAGE, draft(retry));
    }

    private static ObjectNode draft(int retry) {
        var image = Trees.empty().put("apiVersion", "harvesterhci.io/v1beta1").put("kind", "VirtualMachineImage");
        image.putObject("metadata").put("name", KEY.name()).put("namespace", KEY.namespace());
        image.putObject("spec")
                .put("displayName", "disk")
                .put("sourceType", "download")
                .put("url", "http://x")
                .put("retry", retry);
        return image;
    }

    private JsonNode image() {
        return Trees.find(site.store(), Kinds.IMAGE, KEY).orElseThrow();
    }

    private String message(String type) {
        for (var condition : image().at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("message").asText();
            }
        }
        return "";
    }
}
