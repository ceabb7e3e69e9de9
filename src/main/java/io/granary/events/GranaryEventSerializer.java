// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import org.apache.kafka.common.serialization.Serializer;

/** Writes events to Kafka as JSON. Named in application.properties, hence public. */
public final class GranaryEventSerializer implements Serializer<GranaryEvent> {
    @Override
    public byte[] serialize(String topic, GranaryEvent event) {
        return EventJson.write(event);
    }
}
