// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.access.core.Verb;
import io.granary.api.Rendering.ListHead;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.ListOptions;
import io.granary.api.core.Selection;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.VersionWish;
import io.granary.inventory.core.BadQuery;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.PageAnswer;
import io.granary.inventory.core.PageRequest;
import io.granary.inventory.core.VmRow;
import io.granary.kernel.SiteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Lists and single objects: pages of one snapshot, streamed. */
final class Listing {
    /** Most rows of one page, whatever is asked: a server may give fewer than the limit, with a token for the rest. */
    private static final int LARGEST_PAGE = 5_000;

    private final Inventory inventory;
    private final Snapshots snapshots;
    private final Visible visible;
    private final Clock clock;
    private final Outlet outlet;

    Listing(Inventory inventory, Snapshots snapshots, Visible visible, Clock clock, Outlet outlet) {
        this.inventory = inventory;
        this.snapshots = snapshots;
        this.visible = visible;
        this.clock = clock;
        this.outlet = outlet;
    }

    /** Hands rows over one by one. */
    private interface RowSource {
        void to(RowWriter writer) throws IOException;
    }

    private interface RowWriter {
        void write(VmRow row) throws IOException;
    }

    void list(ApiRoute.Collection route, ListOptions options, Call call) {
        var rendering = new Rendering(route.resource(), Accepted.of(call.accept()), options.includeObject());
        var filter = Selection.filter(
                options.labelSelector(), options.fieldSelector(), visible.sight(route, call.identity(), Verb.LIST));
        if (options.continueToken().isEmpty()) {
            var view = snapshots.wished(options.version());
            if (options.limit() == 0) {
                var head = new ListHead(view.sequence(), null, 0);
                try (var ignored = outlet.hold(0)) {
                    send(call, rendering, head, new Source(view, filter, writer -> walk(view, filter, writer)));
                }
                return;
            }
            refuseOldPages(options, view);
        }
        var limit = options.limit() == 0 ? LARGEST_PAGE : Math.min(options.limit(), LARGEST_PAGE);
        try (var ignored = outlet.hold(limit * Outlet.ROW)) {
            var page = page(filter, limit, options.continueToken());
            var next = page.continuation().isEmpty() ? null : page.continuation();
            var head = new ListHead(page.view().sequence(), next, page.remaining());
            send(call, rendering, head, new Source(page.view(), filter, writer -> {
                for (var row : page.rows()) {
                    writer.write(row);
                }
            }));
        }
    }

    /** Pages begin at the newest snapshot; an older one is given whole or not at all. */
    private void refuseOldPages(ListOptions options, InventoryView view) {
        if (options.version() instanceof VersionWish.Exactly
                && view.sequence() != inventory.view().sequence()) {
            throw StatusProblem.expired(
                    "The resourceVersion for the provided list is too old to be given in pages: ask without limit, or"
                            + " without resourceVersionMatch=Exact",
                    null);
        }
    }

    private PageAnswer.Page page(Filter filter, int limit, String token) {
        try {
            var answer = inventory.page(new PageRequest(filter, List.of(), limit, token));
            return switch (answer) {
                case PageAnswer.Page page -> page;
                case PageAnswer.Expired(var fresh) -> throw forgotten(fresh);
            };
        } catch (BadQuery bad) {
            throw StatusProblem.badRequest("continue key is not valid: " + bad.getMessage());
        }
    }

    static StatusProblem forgotten(String freshToken) {
        return StatusProblem.expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                        + " list without the continue parameter, or use the continue token in this response to retrieve"
                        + " the remainder of the results: they are then of a newer state than those you have.",
                freshToken);
    }

    /** What a list is made of. */
    private record Source(InventoryView view, Filter filter, RowSource rows) {}

    private void send(Call call, Rendering rendering, ListHead head, Source source) {
        var response = Replies.head(call.request(), 200, Replies.JSON).setChunked(true);
        response.putHeader("warning", Warnings.of(source.view(), source.filter()));
        var now = clock.instant().getEpochSecond();
        var body = outlet.body(response);
        try {
            var json = Rendering.JSON.createGenerator(body);
            rendering.begin(json, head);
            source.rows().to(row -> rendering.row(json, row, now));
            rendering.end(json);
            json.flush();
            body.finish();
        } catch (IOException | UncheckedIOException gone) {
            response.reset();
        }
    }

    private static void walk(InventoryView view, Filter filter, RowWriter writer) {
        view.walk(filter, List.of(), row -> {
            try {
                writer.write(row);
                return true;
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
    }

    void get(ApiRoute.Item route, Call call) {
        var options = ListOptions.of(call.parameters());
        var rendering = new Rendering(route.resource(), Accepted.of(call.accept()), options.includeObject());
        var view = snapshots.wished(options.version());
        var row = find(route, call, view)
                .orElseThrow(() ->
                        StatusProblem.notFound(ApiKinds.GROUP, route.resource().plural(), route.name()));
        var bytes = Rendering.bytes(
                json -> rendering.single(json, row, clock.instant().getEpochSecond(), Rendering.Headings.SHOWN));
        Replies.head(call.request(), 200, Replies.JSON).putHeader("warning", Warnings.of(List.of(row.site())));
        Replies.bytes(call.request(), 200, Replies.JSON, bytes);
    }

    private Optional<VmRow> find(ApiRoute.Item route, Call call, InventoryView view) {
        var inSite = !route.namespace().isEmpty();
        var name = inSite ? route.namespace() + '.' + route.name() : route.name();
        var parts = name.split("\\.", 3);
        if (parts.length < 3 || !Selection.canBeSite(parts[0])) {
            return Optional.empty();
        }
        var site = new SiteId(parts[0]);
        var sight = visible.all(call.identity(), Verb.GET);
        return sight.permits(site, parts[1]) ? view.get(site, parts[1], parts[2]) : Optional.empty();
    }
}
