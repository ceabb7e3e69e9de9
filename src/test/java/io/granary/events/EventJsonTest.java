// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.kernel.SiteId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What listeners in other languages may rely on. */
class EventJsonTest {
    private static final GranaryEvent STOPPED = new GranaryEvent.VirtualMachineChanged(
            new SiteId("c-m-7"), Instant.parse("2026-03-01T10:00:00Z"), "shop", "till-1", "u-1", "Running", "Stopped");

    @Test
    void anEventIsFlatJsonWithItsTypeInside() {
        assertThat(new String(EventJson.write(STOPPED), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"io.granary.vm.changed\",\"site\":\"c-m-7\",\"at\":\"2026-03-01T10:00:00Z\","
                        + "\"namespace\":\"shop\",\"name\":\"till-1\",\"uid\":\"u-1\","
                        + "\"before\":\"Running\",\"status\":\"Stopped\"}");
    }

    @Test
    void anEventSurvivesTheWay() {
        assertThat(EventJson.read(EventJson.write(STOPPED))).isEqualTo(STOPPED);
    }

    @Test
    void aFieldOfANewerHubIsPassedOver() {
        var json = "{\"type\":\"io.granary.site.back\",\"site\":\"c-1\",\"at\":\"2026-03-01T10:00:00Z\","
                + "\"mood\":\"good\"}";

        assertThat(EventJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new GranaryEvent.SiteCameBack(new SiteId("c-1"), Instant.parse("2026-03-01T10:00:00Z")));
    }

    @Test
    void anEventOfANewerHubReadsAsNothing() {
        assertThat(EventJson.read(
                        "{\"type\":\"io.granary.moon.rose\",\"site\":\"c-1\"}".getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void rubbishReadsAsNothing() {
        assertThat(EventJson.read(new byte[] {(byte) 0xff, '{'})).isNull();
    }

    @Test
    void everyEventHasAName() {
        assertThat(GranaryEvent.class.getPermittedSubclasses())
                .allMatch(type -> java.util.Arrays.stream(GranaryEvent.class
                                .getAnnotation(com.fasterxml.jackson.annotation.JsonSubTypes.class)
                                .value())
                        .anyMatch(named -> named.value() == type));
    }
}
