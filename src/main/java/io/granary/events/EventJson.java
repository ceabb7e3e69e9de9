// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.granary.kernel.SiteId;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events as JSON. A field that a newer hub added is passed over; an event of a type it added reads as null. */
final class EventJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(SiteId.class, ToStringSerializer.instance)
                    .addDeserializer(SiteId.class, new SiteIdReader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
            .build();

    private static final Map<Class<?>, String> TYPES = Stream.of(
                    GranaryEvent.class.getAnnotation(JsonSubTypes.class).value())
            .collect(Collectors.toUnmodifiableMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));

    private EventJson() {}

    static byte[] write(GranaryEvent event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("An event cannot be written as JSON: " + event, bug);
        }
    }

    /** The event within a CloudEvent 1.0 in structured mode (CloudEvents JSON Event Format 1.0.2). */
    static byte[] structured(GranaryEvent event, OutgoingCloudEventMetadata<?> about) {
        var envelope = MAPPER.createObjectNode()
                .put("specversion", "1.0")
                .put("id", about.getId())
                .put("source", about.getSource().toString())
                .put("type", about.getType())
                .put("subject", about.getSubject().orElse(""))
                .put("time", event.at().toString())
                .put("datacontenttype", "application/json");
        envelope.set("data", MAPPER.valueToTree(event));
        return envelope.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The event, or null if the bytes hold none that this hub knows. */
    static @Nullable GranaryEvent read(byte[] json) {
        try {
            return MAPPER.readValue(json, GranaryEvent.class);
        } catch (IOException noEvent) {
            return null;
        }
    }

    /** The name on the wire, as {@code io.granary.vm.changed}. */
    static String typeOf(GranaryEvent event) {
        return TYPES.getOrDefault(event.getClass(), event.getClass().getSimpleName());
    }

    /** What the event is about: {@code namespace/name} of a virtual machine, or the site's id. */
    static String subjectOf(GranaryEvent event) {
        return switch (event) {
            case GranaryEvent.VirtualMachineAppeared vm -> vm.namespace() + "/" + vm.name();
            case GranaryEvent.VirtualMachineChanged vm -> vm.namespace() + "/" + vm.name();
            case GranaryEvent.VirtualMachineVanished vm -> vm.namespace() + "/" + vm.name();
            case GranaryEvent.SiteAppeared site -> site.site().value();
            case GranaryEvent.SiteVanished site -> site.site().value();
            case GranaryEvent.SiteWentStale site -> site.site().value();
            case GranaryEvent.SiteCameBack site -> site.site().value();
        };
    }

    private static final class SiteIdReader extends StdScalarDeserializer<SiteId> {
        private static final long serialVersionUID = 1L;

        SiteIdReader() {
            super(SiteId.class);
        }

        @Override
        public SiteId deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new SiteId(parser.getText());
        }
    }
}
