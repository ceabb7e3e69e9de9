// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.granary.access.core.Verb;
import io.granary.api.QuerySpec.Format;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ListOptions.IncludeObject;
import io.granary.api.core.Selection;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.StatusProblem.Cause;
import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.FacetRequest;
import io.granary.inventory.core.Facets;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.PageAnswer;
import io.granary.inventory.core.PageRequest;
import io.granary.inventory.core.Sight;
import io.granary.inventory.core.VmRow;
import io.granary.kernel.SiteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers VirtualMachineQueries: create-only, stored nowhere, over the rows that the caller may list. */
final class Queries {
    private static final long COUNT = 256;

    private final Inventory inventory;
    private final Visible visible;
    private final Clock clock;
    private final Outlet outlet;

    Queries(Inventory inventory, Visible visible, Clock clock, Outlet outlet) {
        this.inventory = inventory;
        this.visible = visible;
        this.clock = clock;
        this.outlet = outlet;
    }

    /** What is found: a page, and counts over everything; no page when none is wanted. */
    private record Found(
            InventoryView view,
            PageAnswer.@Nullable Page page,
            int total,
            @Nullable Facets facets) {}

    void create(Call call) {
        var type = call.request().getHeader("content-type");
        if (type != null && !type.split(";", 2)[0].strip().equalsIgnoreCase(Replies.JSON)) {
            throw StatusProblem.unsupportedMediaType(List.of(Replies.JSON));
        }
        var spec = QuerySpec.of(call.body().getBytes());
        var filter = filter(spec, visible.all(call.identity(), Verb.LIST));
        var format = format(spec, call);
        try (var ignored = outlet.hold(format == Format.JSON ? held(spec) : 0)) {
            switch (format) {
                case JSON -> answer(call, spec, filter);
                case CSV -> export(call, spec, filter, new CsvRows(clock));
                case NDJSON -> export(call, spec, filter, new NdjsonRows());
            }
        }
    }

    /** What the rows and counts of an answer take that are there before the first of them is written. */
    private static long held(QuerySpec spec) {
        return spec.limit() * Outlet.ROW + spec.facets().size() * (long) spec.facetLimit() * COUNT;
    }

    private static Format format(QuerySpec spec, Call call) {
        return spec.format().orElseGet(() -> {
            for (var clause : Accepted.clauses(call.accept().isEmpty() ? "*/*" : call.accept())) {
                if (clause.fits(Replies.JSON)) {
                    return Format.JSON;
                }
                if (clause.fits(CsvRows.TYPE)) {
                    return Format.CSV;
                }
                if (clause.fits(NdjsonRows.TYPE)) {
                    return Format.NDJSON;
                }
            }
            throw StatusProblem.notAcceptable(List.of(Replies.JSON, CsvRows.TYPE, NdjsonRows.TYPE));
        });
    }

    private static Filter filter(QuerySpec spec, Sight mine) {
        var sight = spec.sites().isEmpty() ? mine : narrowed(mine, spec.sites());
        var labels = named(
                "spec.labelSelector", spec.labelSelector(), () -> Selection.filter(spec.labelSelector(), "", sight));
        var fields = named(
                "spec.fieldSelector", spec.fieldSelector(), () -> Selection.filter("", spec.fieldSelector(), sight));
        return named(
                "spec.text",
                spec.text(),
                () -> labels.withFields(fields.fields()).withText(spec.text()));
    }

    private static Sight narrowed(Sight mine, List<String> sites) {
        var wanted = new LinkedHashSet<>(sites);
        wanted.removeIf(site -> !Selection.canBeSite(site));
        return switch (mine) {
            case Sight.Everything() -> Selection.only(wanted);
            case Sight.Only(var whole, var namespaces) -> {
                wanted.removeIf(site -> !whole.contains(new SiteId(site)));
                yield Selection.only(Set.copyOf(wanted));
            }
        };
    }

    /** Whatever is wrong within is told under the name of the field that it came from. */
    private static <T> T named(String field, String value, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BadQuery bad) {
            throw QuerySpec.invalid(List.of(Cause.invalid(field, value, String.valueOf(bad.getMessage()))));
        } catch (StatusProblem bad) {
            throw QuerySpec.invalid(List.of(Cause.invalid(field, value, bad.text())));
        }
    }

    private void answer(Call call, QuerySpec spec, Filter filter) {
        var found = find(spec, filter);
        var now = clock.instant().getEpochSecond();
        var rendering =
                new Rendering(ApiKinds.FLEET_VMS, new Accepted(Accepted.Form.OBJECT, "v1"), IncludeObject.METADATA);
        var response = Replies.head(call.request(), 201, Replies.JSON).setChunked(true);
        response.putHeader("warning", Warnings.of(found.view(), filter));
        var body = outlet.body(response);
        try {
            var json = Rendering.JSON.createGenerator(body);
            write(json, found, rendering, now);
            json.flush();
            body.finish();
        } catch (IOException gone) {
            response.reset();
        }
    }

    private Found find(QuerySpec spec, Filter filter) {
        var orders = named("spec.sort", String.join(",", spec.sort()), () -> QueryFields.orders(spec.sort()));
        if (spec.limit() == 0) {
            var view = inventory.view();
            return new Found(view, null, view.count(filter), facets(spec, filter, view));
        }
        var request = new PageRequest(filter, orders, spec.limit(), spec.continueToken());
        var answer = named("spec.continue", spec.continueToken(), () -> inventory.page(request));
        return switch (answer) {
            case PageAnswer.Page page -> new Found(page.view(), page, page.total(), facets(spec, filter, page.view()));
            case PageAnswer.Expired(var fresh) -> throw Listing.forgotten(fresh);
        };
    }

    private static @Nullable Facets facets(QuerySpec spec, Filter filter, InventoryView view) {
        if (spec.facets().isEmpty()) {
            return null;
        }
        return named(
                "spec.facets",
                String.join(",", spec.facets()),
                () -> view.facets(new FacetRequest(filter, QueryFields.facets(spec.facets()), spec.facetLimit())));
    }

    private static void write(JsonGenerator json, Found found, Rendering rendering, long now) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", ApiKinds.QUERIES.kind());
        json.writeStringField("apiVersion", ApiKinds.GROUP_VERSION);
        json.writeObjectFieldStart("metadata");
        json.writeEndObject();
        json.writeObjectFieldStart("status");
        json.writeStringField("resourceVersion", Long.toString(found.view().sequence()));
        json.writeNumberField("total", found.total());
        var page = found.page();
        if (page != null) {
            json.writeNumberField("remaining", page.remaining());
            if (!page.continuation().isEmpty()) {
                json.writeStringField("continue", page.continuation());
            }
        }
        json.writeArrayFieldStart("items");
        for (var row : page == null ? List.<VmRow>of() : page.rows()) {
            rendering.row(json, row, now);
        }
        json.writeEndArray();
        var facets = found.facets();
        if (facets != null) {
            QueryFields.write(json, facets);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void export(Call call, QuerySpec spec, Filter filter, ExportRows rows) {
        var orders = named("spec.sort", String.join(",", spec.sort()), () -> QueryFields.orders(spec.sort()));
        var view = inventory.view();
        var response = Replies.head(call.request(), 201, rows.contentType()).setChunked(true);
        response.putHeader("warning", Warnings.of(view, filter));
        var body = outlet.body(response);
        try {
            body.write(rows.heading());
            view.walk(filter, orders, row -> {
                try {
                    body.write(rows.line(row));
                    return true;
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            body.finish();
        } catch (IOException | UncheckedIOException gone) {
            response.reset();
        }
    }
}
