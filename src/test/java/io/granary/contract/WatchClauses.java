// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Watches. */
final class WatchClauses {
    private WatchClauses() {}

    static List<Clause> all() {
        return List.of(
                new Clause("tells of every change after a revision", WatchClauses::changes),
                new Clause("begins with what is there when no revision is given", WatchClauses::begins),
                new Clause("tells what enters and leaves a selection", WatchClauses::transitions),
                new Clause("gives a deletion its own revision", WatchClauses::deletion),
                new Clause("sends the initial events, then says that they are complete", WatchClauses::initialEvents),
                new Clause("refuses initial events without NotOlderThan", WatchClauses::initialEventsNeedMatch),
                new Clause("ends at its timeout", WatchClauses::timeout),
                new Clause("watches one name", WatchClauses::oneName),
                new Clause("shows tables, the columns once", WatchClauses::tables));
    }

    private static String watch(Wire wire, String more) {
        return wire.core("configmaps") + "?watch=true" + more;
    }

    private static String now(Wire wire) {
        return wire.get(wire.core("configmaps")).at("/metadata/resourceVersion");
    }

    private static void make(Wire wire, String name, String labels) {
        wire.post(wire.core("configmaps"), "{metadata: {name: %s, labels: {%s}}}".formatted(name, labels));
    }

    private static void changes(Wire wire) {
        make(wire, "before", "w: x");
        try (var events = wire.watch(watch(wire, "&labelSelector=w&resourceVersion=" + now(wire)))) {
            assertThat(events.code()).isEqualTo(200);
            make(wire, "a", "w: x");
            wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{data: {k: v}}");
            wire.delete(wire.core("configmaps/a"));
            assertThat(events.told()).isEqualTo("ADDED a");
            assertThat(events.told()).isEqualTo("MODIFIED a");
            assertThat(events.told()).isEqualTo("DELETED a");
        }
    }

    private static void begins(Wire wire) {
        make(wire, "a", "w: x");
        try (var events = wire.watch(watch(wire, "&labelSelector=w"))) {
            assertThat(events.told()).isEqualTo("ADDED a");
            make(wire, "b", "w: x");
            assertThat(events.told()).isEqualTo("ADDED b");
        }
    }

    private static void transitions(Wire wire) {
        make(wire, "a", "w: 'no'");
        try (var events = wire.watch(watch(wire, "&labelSelector=w%3Dyes&resourceVersion=" + now(wire)))) {
            wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{metadata: {labels: {w: 'yes'}}}");
            assertThat(events.told()).isEqualTo("ADDED a");
            wire.patch(Wire.MERGE, wire.core("configmaps/a"), "{metadata: {labels: {w: 'no'}}}");
            var left = events.next();
            assertThat(left.path("type").asText()).isEqualTo("DELETED");
            assertThat(left.at("/object/metadata/labels/w").asText()).isEqualTo("yes");
        }
    }

    private static void deletion(Wire wire) {
        make(wire, "a", "w: x");
        var made = wire.get(wire.core("configmaps/a"))
                .body()
                .at("/metadata/resourceVersion")
                .asLong();
        try (var events = wire.watch(watch(wire, "&resourceVersion=" + now(wire)))) {
            wire.delete(wire.core("configmaps/a"));
            var gone = events.next();
            assertThat(gone.path("type").asText()).isEqualTo("DELETED");
            assertThat(gone.at("/object/metadata/resourceVersion").asLong()).isGreaterThan(made);
        }
    }

    private static void initialEvents(Wire wire) {
        make(wire, "a", "w: x");
        make(wire, "b", "w: x");
        var query =
                "&labelSelector=w&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        try (var events = wire.watch(watch(wire, query))) {
            assertThat(List.of(events.told(), events.told())).containsExactlyInAnyOrder("ADDED a", "ADDED b");
            var complete = events.next();
            assertThat(complete.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(complete.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                            .asText())
                    .isEqualTo("true");
            assertThat(complete.at("/object/kind").asText()).isEqualTo("ConfigMap");
            assertThat(complete.at("/object/metadata/resourceVersion").asText()).matches("[1-9]\\d*");
        }
    }

    private static void initialEventsNeedMatch(Wire wire) {
        var refused = wire.get(watch(wire, "&sendInitialEvents=true"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("resourceVersionMatch: Forbidden: ");
    }

    private static void timeout(Wire wire) {
        try (var events = wire.watch(watch(wire, "&timeoutSeconds=1&resourceVersion=" + now(wire)))) {
            events.awaitEnd();
        }
    }

    private static void oneName(Wire wire) {
        var query = "&fieldSelector=metadata.name%3Db&resourceVersion=" + now(wire);
        try (var events = wire.watch(watch(wire, query))) {
            make(wire, "a", "w: x");
            make(wire, "b", "w: x");
            assertThat(events.told()).isEqualTo("ADDED b");
        }
    }

    private static void tables(Wire wire) {
        make(wire, "a", "w: x");
        try (var events =
                wire.watchAs("application/json;as=Table;v=v1;g=meta.k8s.io", watch(wire, "&labelSelector=w"))) {
            var first = events.next();
            assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
            assertThat(first.at("/object/columnDefinitions")).isNotEmpty();
            make(wire, "b", "w: x");
            var second = events.next();
            assertThat(second.at("/object/rows/0/cells/0").asText()).isEqualTo("b");
            assertThat(second.at("/object/columnDefinitions")).isEmpty();
        }
    }
}
