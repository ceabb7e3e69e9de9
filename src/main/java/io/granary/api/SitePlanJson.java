// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ListOptions.IncludeObject;
import io.granary.crd.v1alpha1.SiteHistorySpec.Outcome;
import io.granary.rollout.RolloutPlans.PlanAnswer;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.SiteAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes site plans as objects, as metadata, and as rows of a Table. */
final class SitePlanJson {
    private static final String META = "meta.k8s.io/";

    private final Accepted accepted;
    private final IncludeObject include;

    SitePlanJson(Accepted accepted, IncludeObject include) {
        this.accepted = accepted;
        this.include = include;
    }

    /** One site in one plan, with what happened there before where that was asked for. */
    record Row(PlanAnswer plan, SiteAnswer site, List<Outcome> history) {}

    private record Column(String name, String format, int priority, String description, Function<Row, String> cell) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("Name", "name", 0, "The rollout and the site.", row -> name(row)),
            new Column("Wave", "", 0, "Its wave.", row -> orNone(row.site().wave())),
            new Column("State", "", 0, "What it does.", row -> row.site().state()),
            new Column("Reason", "", 0, "Why, in a word.", row -> row.site().reason()),
            new Column(
                    "Message", "", 0, "Why, in a sentence.", row -> row.site().sentence()),
            new Column(
                    "Until",
                    "",
                    1,
                    "When it may change by itself.",
                    row -> orNone(text(row.site().until()))),
            new Column("Next", "", 1, "What comes then.", row -> row.site().next()),
            new Column(
                    "Preflight",
                    "",
                    0,
                    "What a look before the start says.",
                    row -> row.site().preflight().verdict()),
            new Column("Finding", "", 1, "The worst that it found.", row -> worst(row, Sighting.Note::sentence)),
            new Column("Mend", "", 1, "How to mend that.", row -> worst(row, Sighting.Note::remedy)));

    private static String worst(Row row, Function<Sighting.Note, String> part) {
        var notes = row.site().preflight().notes();
        return notes.isEmpty() ? "<none>" : orNone(part.apply(notes.getFirst()));
    }

    private static String name(Row row) {
        return PlanSelection.name(row.plan(), row.site());
    }

    private static String orNone(@Nullable String text) {
        return text == null || text.isEmpty() ? "<none>" : text;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** A list up to its first row. */
    void begin(JsonGenerator json, String version) throws IOException {
        json.writeStartObject();
        switch (accepted.form()) {
            case OBJECT -> kind(json, ApiKinds.SITE_PLANS.kind() + "List", ApiKinds.GROUP_VERSION);
            case METADATA -> kind(json, "PartialObjectMetadataList", META + accepted.version());
            case TABLE -> kind(json, "Table", META + accepted.version());
        }
        json.writeObjectFieldStart("metadata");
        json.writeStringField("resourceVersion", version);
        json.writeEndObject();
        if (accepted.form() == Accepted.Form.TABLE) {
            columns(json);
        }
        json.writeArrayFieldStart(accepted.form() == Accepted.Form.TABLE ? "rows" : "items");
    }

    void row(JsonGenerator json, Row row) throws IOException {
        switch (accepted.form()) {
            case OBJECT -> object(json, row);
            case METADATA -> partial(json, row);
            case TABLE -> cells(json, row);
        }
    }

    void end(JsonGenerator json) throws IOException {
        json.writeEndArray();
        json.writeEndObject();
    }

    void single(JsonGenerator json, Row row) throws IOException {
        if (accepted.form() == Accepted.Form.TABLE) {
            begin(json, version(row.plan()));
            cells(json, row);
            end(json);
        } else {
            row(json, row);
        }
    }

    /** Plans are numbered by their time. */
    static String version(PlanAnswer plan) {
        return Long.toString(plan.at().getEpochSecond());
    }

    private static void columns(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("columnDefinitions");
        for (var column : COLUMNS) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("type", "string");
            json.writeStringField("format", column.format());
            json.writeStringField("description", column.description());
            json.writeNumberField("priority", column.priority());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void cells(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("cells");
        for (var column : COLUMNS) {
            json.writeString(column.cell().apply(row));
        }
        json.writeEndArray();
        json.writeFieldName("object");
        switch (include) {
            case NONE -> json.writeNull();
            case METADATA -> partial(json, row);
            case OBJECT -> object(json, row);
        }
        json.writeEndObject();
    }

    private void partial(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        kind(
                json,
                "PartialObjectMetadata",
                META + (accepted.form() == Accepted.Form.OBJECT ? "v1" : accepted.version()));
        metadata(json, row);
        json.writeEndObject();
    }

    private static void object(JsonGenerator json, Row row) throws IOException {
        json.writeStartObject();
        kind(json, ApiKinds.SITE_PLANS.kind(), ApiKinds.GROUP_VERSION);
        metadata(json, row);
        json.writeObjectFieldStart("spec");
        json.writeStringField("rollout", row.plan().rollout().name());
        json.writeStringField("site", row.site().site().name());
        text(json, "wave", row.site().wave());
        json.writeNumberField("revision", row.plan().revision());
        json.writeStringField("revisionHash", row.plan().hash());
        json.writeEndObject();
        status(json, row);
        json.writeEndObject();
    }

    private static void status(JsonGenerator json, Row row) throws IOException {
        var site = row.site();
        json.writeObjectFieldStart("status");
        text(json, "rolloutPhase", row.plan().phase());
        json.writeStringField("state", site.state());
        json.writeStringField("reason", site.reason());
        json.writeStringField("message", site.sentence());
        text(json, "until", text(site.until()));
        json.writeStringField("next", site.next());
        var entry = site.entry();
        if (entry != null) {
            json.writeNumberField("attempt", entry.attempt());
            text(json, "since", text(entry.since()));
            text(json, "startedAt", text(entry.startedAt()));
            text(json, "succeededAt", text(entry.succeededAt()));
        }
        preflight(json, site.preflight());
        json.writeStringField("plannedAt", row.plan().at().toString());
        if (!row.history().isEmpty()) {
            json.writeArrayFieldStart("history");
            for (var outcome : row.history()) {
                outcome(json, outcome);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void preflight(JsonGenerator json, SiteAnswer.Preflight preflight) throws IOException {
        json.writeObjectFieldStart("preflight");
        json.writeStringField("verdict", preflight.verdict());
        json.writeArrayFieldStart("findings");
        for (var note : preflight.notes()) {
            json.writeStartObject();
            json.writeStringField("weight", weight(note.weight()));
            json.writeStringField("finding", note.sentence());
            text(json, "mend", note.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String weight(Sighting.Weight weight) {
        return switch (weight) {
            case BLOCKS -> "Blocks";
            case WARNS -> "Warns";
            case TELLS -> "Tells";
        };
    }

    private static void outcome(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", outcome.at());
        json.writeStringField("rollout", outcome.rollout());
        json.writeNumberField("revision", outcome.revision());
        json.writeNumberField("attempt", outcome.attempt());
        json.writeStringField("outcome", outcome.outcome());
        text(json, "wave", outcome.wave());
        text(json, "startedAt", outcome.startedAt());
        text(json, "message", outcome.message());
        json.writeEndObject();
    }

    private static void metadata(JsonGenerator json, Row row) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("name", name(row));
        json.writeStringField("namespace", row.plan().rollout().namespace());
        json.writeStringField("resourceVersion", version(row.plan()));
        json.writeObjectFieldStart("labels");
        for (var label : row.site().site().labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void kind(JsonGenerator json, String kind, String version) throws IOException {
        json.writeStringField("kind", kind);
        json.writeStringField("apiVersion", version);
    }

    private static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }
}
