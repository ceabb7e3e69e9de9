// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.Rendering.ListHead;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.ListOptions;
import io.granary.api.core.PageToken;
import io.granary.api.core.Rows;
import io.granary.api.core.Rows.RowFilter;
import io.granary.api.core.Rows.RowKey;
import io.granary.api.core.Rows.RowPage;
import io.granary.api.core.Rows.RowWish;
import io.granary.api.core.Rows.Snapshot;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.VmRow;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists and single objects: pages of one snapshot, streamed. */
final class Listing {
    /** Most rows of one page, whatever is asked: a server may give fewer than the limit, with a token for the rest. */
    private static final int LARGEST_PAGE = 5_000;

    private static final int STRIDE = 1_000;

    private final Rows rows;
    private final Snapshots snapshots;
    private final Visible visible;
    private final Clock clock;

    Listing(Rows rows, Snapshots snapshots, Visible visible, Clock clock) {
        this.rows = rows;
        this.snapshots = snapshots;
        this.visible = visible;
        this.clock = clock;
    }

    /** Where a list begins. */
    private record Start(Snapshot snapshot, @Nullable RowKey after) {}

    void list(ApiRoute.Collection route, ListOptions options, Call call) {
        var rendering = new Rendering(route.resource(), Accepted.of(call.accept()), options.includeObject());
        var filter = rows.filter(new RowWish(
                visible.sites(route, call.identity()), options.labelSelector(), options.fieldSelector()));
        var selection = Objects.hash(
                route.resource().plural(), route.namespace(), options.labelSelector(), options.fieldSelector());
        var start = start(options, selection);
        var page = start.snapshot().page(filter, start.after(), size(options));
        var more = options.limit() > 0 && page.remaining() > 0 && !page.rows().isEmpty();
        var next = more
                ? new PageToken(start.snapshot().revision(), selection, RowKey.of(page.rows().getLast())).encoded()
                : null;
        var head = new ListHead(start.snapshot().revision(), next, page.remaining());
        var response = Replies.head(call.request(), 200, Replies.JSON).setChunked(true);
        response.putHeader("warning", Warnings.of(start.snapshot().staleSites(filter)));
        stream(rendering, head, new Source(start.snapshot(), filter, page), new Body(response));
    }

    /** The first page, and where further ones come from when the list has no limit. */
    private record Source(Snapshot snapshot, RowFilter filter, RowPage first) {}

    private void stream(Rendering rendering, ListHead head, Source source, Body body) {
        var now = clock.instant().getEpochSecond();
        try (var json = Rendering.JSON.createGenerator(body)) {
            rendering.begin(json, head);
            var page = source.first();
            while (true) {
                for (var row : page.rows()) {
                    rendering.row(json, row, now);
                }
                if (head.next() != null || page.remaining() == 0 || page.rows().isEmpty()) {
                    break;
                }
                var last = RowKey.of(page.rows().getLast());
                page = source.snapshot().page(source.filter(), last, STRIDE);
            }
            rendering.end(json);
        } catch (IOException gone) {
            // The client left; nobody is there to tell.
        }
    }

    private static int size(ListOptions options) {
        return options.limit() == 0 ? STRIDE : Math.min(options.limit(), LARGEST_PAGE);
    }

    private Start start(ListOptions options, int selection) {
        if (options.continueToken().isEmpty()) {
            return new Start(snapshots.wished(options.version()), null);
        }
        var token = PageToken.of(options.continueToken(), selection);
        if (token.revision() == 0) {
            return new Start(rows.newest(), token.after());
        }
        var kept = rows.at(token.revision());
        return new Start(kept.orElseThrow(() -> forgotten(token)), token.after());
    }

    private static StatusProblem forgotten(PageToken token) {
        return StatusProblem.expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                        + " list without the continue parameter, or use the continue token in this response to retrieve"
                        + " the remainder of the results: they are then of a newer state than those you have.",
                new PageToken(0, token.selection(), token.after()).encoded());
    }

    void get(ApiRoute.Item route, Call call) {
        var options = ListOptions.of(call.parameters());
        var rendering = new Rendering(route.resource(), Accepted.of(call.accept()), options.includeObject());
        var snapshot = snapshots.wished(options.version());
        var row = find(route, call, snapshot)
                .orElseThrow(() -> StatusProblem.notFound(
                        ApiKinds.GROUP, route.resource().plural(), route.name()));
        var bytes = Rendering.bytes(json ->
                rendering.single(json, row, clock.instant().getEpochSecond(), Rendering.Headings.SHOWN));
        if (row.stale()) {
            var stale = new Rows.StaleSite(row.site(), row.siteName(), row.lastSeen(), "");
            call.request().response().putHeader("warning", Warnings.of(List.of(stale)));
        }
        Replies.bytes(call.request(), 200, Replies.JSON, bytes);
    }

    private Optional<VmRow> find(ApiRoute.Item route, Call call, Snapshot snapshot) {
        var parts = route.name().split("\\.", route.namespace().isEmpty() ? 3 : 2);
        if (parts.length == 2 && !route.namespace().isEmpty()) {
            return snapshot.find(route.namespace(), parts[0], parts[1]);
        }
        if (parts.length < 3) {
            return Optional.empty();
        }
        var mine = visible.mine(call.identity());
        return mine == null || mine.contains(parts[0])
                ? snapshot.find(parts[0], parts[1], parts[2])
                : Optional.empty();
    }
}
