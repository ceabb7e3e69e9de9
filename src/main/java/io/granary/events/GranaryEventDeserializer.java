// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads events from Kafka; null for what is none. Named in application.properties, hence public. */
public final class GranaryEventDeserializer implements Deserializer<GranaryEvent> {
    @Override
    public @Nullable GranaryEvent deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : EventJson.read(data);
    }
}
