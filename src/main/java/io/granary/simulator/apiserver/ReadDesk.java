// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Answers get, list and watch. */
final class ReadDesk {
    private final ResourceStore store;
    private final WatchHub hub;
    private final ListPager pager;
    private final ClusterRuntime runtime;
    private final ClusterLimits limits;

    ReadDesk(ResourceStore store, WatchHub hub, ClusterRuntime runtime, ClusterLimits limits) {
        this.store = store;
        this.hub = hub;
        this.pager = new ListPager(store, limits.pagedSnapshots());
        this.runtime = runtime;
        this.limits = limits;
    }

    Representation shape(HttpServerRequest request, ApiRequest asked, ResourceType type, int versions) {
        var accept = Accept.of(request.getHeader("Accept"), asked.parameter("includeObject"));
        var printer = new TablePrinter(type, accept.includeObject(), runtime.clock());
        return new Representation(type, accept.shape(), versions > 1, printer);
    }

    void get(HttpServerRequest request, ApiRequest asked, ResourceType type, Representation shape) {
        var found = store.find(type.groupResource(), asked.key())
                .orElseThrow(() -> StatusException.notFound(type.groupResource(), asked.name()));
        Reply.json(request, 200, shape.single(found));
    }

    void list(HttpServerRequest request, ApiRequest asked, ResourceType type, Representation shape) {
        if (asked.query().containsKey("sendInitialEvents")) {
            throw ListPager.invalid(
                    "sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list", "FieldValueForbidden");
        }
        var page = pager.page(type.groupResource(), Selection.of(asked, type), asked);
        switch (shape.shape()) {
            case PLAIN -> plain(request, type, page, shape);
            case METADATA -> metadata(request, page, shape);
            case TABLE -> table(request, page, shape);
        }
    }

    private static void plain(HttpServerRequest request, ResourceType type, ListPager.Page page, Representation shape) {
        var head = Json.object().put("kind", type.names().listKind()).put("apiVersion", type.apiVersion());
        head.set("metadata", metadata(page));
        var opening = Json.text(head);
        var body = Buffer.buffer(256 + page.items().size() * 1024);
        body.appendString(opening, "UTF-8").setByte(body.length() - 1, (byte) ',');
        body.appendString("\"items\":[");
        var first = true;
        for (var item : page.items()) {
            if (!first) {
                body.appendByte((byte) ',');
            }
            first = false;
            body.appendBytes(shape.plain(item));
        }
        body.appendString("]}\n");
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private")
                .end(body);
    }

    private static void metadata(HttpServerRequest request, ListPager.Page page, Representation shape) {
        var list = Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
        list.set("metadata", metadata(page));
        var items = list.putArray("items");
        page.items().forEach(item -> items.add(Representation.metadataOnly(shape.parsed(item))));
        Reply.json(request, 200, list);
    }

    private static void table(HttpServerRequest request, ListPager.Page page, Representation shape) {
        var table = shape.printer().start(TablePrinter.Columns.SHOWN);
        table.set("metadata", metadata(page));
        var rows = TablePrinter.rows(table);
        page.items().forEach(item -> rows.add(shape.printer().row(shape.parsed(item))));
        Reply.json(request, 200, table);
    }

    private static ObjectNode metadata(ListPager.Page page) {
        var meta = Json.object().put("resourceVersion", Long.toString(page.revision()));
        if (!page.token().isEmpty()) {
            meta.put("continue", page.token());
            if (page.remaining() >= 0) {
                meta.put("remainingItemCount", page.remaining());
            }
        }
        return meta;
    }

    void watch(HttpServerRequest request, ApiRequest asked, ResourceType type, Representation shape) {
        var selection = Selection.of(asked, type);
        if (!asked.name().isEmpty()) {
            selection = new Selection(
                    selection.namespace(),
                    selection.labels(),
                    new FieldSelector(List.of(new FieldSelector.Term("metadata.name", asked.name(), true))));
        }
        checkInitialEvents(asked);
        var initial = asked.flag("sendInitialEvents");
        var plan = new Watch.Plan(
                type.groupResource(),
                selection,
                shape,
                asked.flag("allowWatchBookmarks"),
                initial && asked.flag("allowWatchBookmarks"),
                seconds(asked));
        var context = runtime.vertx().getOrCreateContext();
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.toWebSocket().onSuccess(socket -> {
                var sink = WatchSink.webSocket(socket, limits.watchBacklogBytes());
                open(plan, asked, sink, context, handler -> socket.closeHandler(nothing -> handler.run()));
            });
            return;
        }
        var sink = WatchSink.chunked(request, limits.watchBacklogBytes());
        open(plan, asked, sink, context, handler -> request.response().closeHandler(nothing -> handler.run()));
    }

    private void open(
            Watch.Plan plan,
            ApiRequest asked,
            WatchSink sink,
            io.vertx.core.Context context,
            java.util.function.Consumer<Runnable> onClose) {
        try {
            var watch = new Watch(plan, hub, sink, context, start(plan, asked));
            onClose.accept(watch::close);
            hub.add(watch);
        } catch (StatusException gone) {
            sink.write(Watch.error(Reply.status(gone)));
            sink.end(KubeApiServer.WatchEnd.CLEAN);
        }
    }

    /** Where the watch begins: the objects to send first, and the revision after which changes follow. */
    private ResourceStore.Snapshot start(Watch.Plan plan, ApiRequest asked) {
        var version = asked.parameter("resourceVersion");
        var initial = asked.query().get("sendInitialEvents");
        if (initial != null && !asked.flag("sendInitialEvents")) {
            var from = version.isEmpty() || version.equals("0") ? store.revision() : ListPager.revision(version);
            return known(plan, from);
        }
        if (initial != null || version.isEmpty() || version.equals("0")) {
            var snapshot = store.snapshot(plan.resource());
            if (!version.isEmpty() && ListPager.revision(version) > snapshot.revision()) {
                throw ListPager.tooLarge(ListPager.revision(version), snapshot.revision());
            }
            return snapshot;
        }
        return known(plan, ListPager.revision(version));
    }

    private ResourceStore.Snapshot known(Watch.Plan plan, long from) {
        if (store.changes(plan.resource(), from, 1).isEmpty()) {
            throw StatusException.expired("too old resource version: %d (%d)".formatted(from, store.revision()));
        }
        return new ResourceStore.Snapshot(from, List.of());
    }

    private static void checkInitialEvents(ApiRequest asked) {
        var match = asked.parameter("resourceVersionMatch");
        if (asked.query().containsKey("sendInitialEvents")) {
            if (!match.equals("NotOlderThan")) {
                throw ListPager.invalid(
                        "resourceVersionMatch",
                        "Forbidden: sendInitialEvents requires setting" + " resourceVersionMatch to NotOlderThan",
                        "FieldValueForbidden");
            }
        } else if (!match.isEmpty()) {
            throw ListPager.invalid(
                    "resourceVersionMatch",
                    "Forbidden: resourceVersionMatch is forbidden for watch" + " unless sendInitialEvents is provided",
                    "FieldValueForbidden");
        }
    }

    private int seconds(ApiRequest asked) {
        var text = asked.parameter("timeoutSeconds");
        try {
            var wanted = text.isEmpty() ? 0 : Integer.parseInt(text);
            var least = limits.minWatchSeconds();
            return wanted > 0 ? wanted : runtime.stamps().between(least, 2 * least);
        } catch (NumberFormatException notANumber) {
            throw StatusException.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text));
        }
    }
}
