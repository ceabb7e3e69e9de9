// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.Wire;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.upgrades.core.UpgradeRecord;
import io.granary.upgrades.core.UpgradeRecord.Fate;
import io.granary.upgrades.core.UpgradeRecord.Outcome;
import io.granary.upgrades.core.UpgradeRecord.Progress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The record of a try as a ConfigMap granary-system/&lt;name of the try&gt; at the site. */
final class RecordMap {
    static final String NAMESPACE = "granary-system";
    private static final String KEY = "upgrade";

    private RecordMap() {}

    static ObjectNode written(String name, UpgradeRecord record) {
        return into(SiteKinds.object("v1", "ConfigMap", NAMESPACE, name), record);
    }

    /** The same map with another record. */
    static ObjectNode into(ObjectNode map, UpgradeRecord record) {
        map.withObjectProperty("data").put(KEY, text(record));
        return map;
    }

    private static String text(UpgradeRecord record) {
        var wire = JsonNodeFactory.instance.objectNode();
        put(wire.putArray("hops"), record.hops());
        wire.put("created", record.created().toString());
        put(wire.putArray("ran"), record.ran());
        put(wire.putArray("schedules"), record.schedules());
        if (record.config() != null) {
            wire.put("config", record.config());
        }
        var progress = record.progress();
        wire.put("seen", progress.seen())
                .put("place", progress.place())
                .put("since", progress.since().toString())
                .put("failure", progress.failure())
                .put("fate", progress.fate().name())
                .put("outcome", progress.outcome().name());
        if (progress.ending() != null) {
            wire.put("ending", progress.ending().toString());
        }
        return wire.toString();
    }

    private static void put(ArrayNode array, List<String> items) {
        items.forEach(array::add);
    }

    /** @throws SiteProblem if somebody edited it into something else */
    static UpgradeRecord read(ObjectNode map) {
        try {
            var wire = Wire.mapper().readTree(map.path("data").path(KEY).asText(""));
            return new UpgradeRecord(
                    items(wire.path("hops")),
                    Instant.parse(wire.path("created").asText()),
                    items(wire.path("ran")),
                    items(wire.path("schedules")),
                    wire.hasNonNull("config") ? wire.path("config").asText() : null,
                    new Progress(
                            wire.path("seen").asInt(),
                            wire.path("place").asText(""),
                            Instant.parse(wire.path("since").asText()),
                            wire.path("failure").asText(""),
                            Fate.valueOf(wire.path("fate").asText()),
                            instant(wire.path("ending")),
                            Outcome.valueOf(wire.path("outcome").asText())));
        } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException edited) {
            throw new SiteProblem("ConfigMap " + SiteKinds.id(map)
                    + " is not as Granary wrote it: look at the site, finish its upgrade by hand, and delete the map");
        }
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.asText()) : null;
    }

    private static List<String> items(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}
