// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import io.granary.simulator.site.Shelf.GoneException;
import io.granary.simulator.site.SiteApi.Target;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Get, list with pages, and watch. */
final class SiteReads {
    private static final int OPEN_LISTS = 16;
    private static final long BOOKMARK_MILLIS = 60_000;

    private final Vertx vertx;
    private final Cluster site;

    /** Lists that were cut into pages, by the resourceVersion and kind they stand for; the oldest expire. */
    private final Map<String, List<Entry>> openLists = new LinkedHashMap<>();

    SiteReads(Vertx vertx, Cluster site) {
        this.vertx = vertx;
        this.site = site;
    }

    void handle(HttpServerRequest request, Target target) {
        if (!target.name().isEmpty()) {
            get(request, target);
        } else if (isTrue(request.getParam("watch"))) {
            watch(request, target);
        } else {
            list(request, target);
        }
    }

    private void get(HttpServerRequest request, Target target) {
        var entry = site.shelf().get(target.kind(), target.namespace(), target.name());
        if (entry == null) {
            Answer.notFound(request, target.kind(), target.name());
        } else {
            Answer.json(request, 200, entry.json());
        }
    }

    private void list(HttpServerRequest request, Target target) {
        int limit = (int) number(request.getParam("limit"), 0);
        var token = request.getParam("continue");
        if (token != null && !token.isEmpty()) {
            proceed(request, target, limit, token);
            return;
        }
        var listing = site.shelf().list(target.kind(), target.namespace());
        var selector = Selector.of(request);
        var wanted = listing.entries().stream().filter(selector).toList();
        page(request, target.kind(), new Page(listing.resourceVersion(), wanted, 0, limit));
    }

    private record Page(long resourceVersion, List<Entry> entries, int from, int limit) {
        int end() {
            return limit <= 0 ? entries.size() : Math.min(entries.size(), from + limit);
        }
    }

    private void proceed(HttpServerRequest request, Target target, int limit, String token) {
        var words = decoded(token).split(" ");
        List<Entry> entries;
        synchronized (openLists) {
            entries = words.length == 3 ? openLists.get(words[0] + ' ' + words[1]) : null;
        }
        if (entries == null) {
            Answer.status(
                    request,
                    410,
                    "Expired",
                    "The provided continue parameter is too old to display a consistent list result.");
        } else {
            var page = new Page(Long.parseLong(words[0]), entries, Integer.parseInt(words[2]), limit);
            page(request, target.kind(), page);
        }
    }

    private void page(HttpServerRequest request, ResourceKind kind, Page page) {
        var body = Buffer.buffer(1 << 14);
        body.appendString("{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\""
                .formatted(kind.kind(), kind.groupVersion(), page.resourceVersion()));
        if (page.end() < page.entries().size()) {
            body.appendString(",\"continue\":\"%s\",\"remainingItemCount\":%d"
                    .formatted(token(kind, page), page.entries().size() - page.end()));
        }
        body.appendString("},\"items\":[");
        for (int i = page.from(); i < page.end(); i++) {
            if (i > page.from()) {
                body.appendByte((byte) ',');
            }
            body.appendBytes(page.entries().get(i).json());
        }
        body.appendString("]}\n");
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private")
                .end(body);
    }

    private String token(ResourceKind kind, Page page) {
        var key = page.resourceVersion() + " " + kind;
        synchronized (openLists) {
            openLists.put(key, page.entries());
            if (openLists.size() > OPEN_LISTS) {
                openLists.remove(openLists.keySet().iterator().next());
            }
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((key + ' ' + page.end()).getBytes(StandardCharsets.UTF_8));
    }

    private void watch(HttpServerRequest request, Target target) {
        var shelf = site.shelf();
        var selector = Selector.of(request);
        var stream = new WatchStream(
                vertx,
                request.response(),
                target.kind(),
                entry -> (target.namespace().isEmpty() || target.namespace().equals(entry.namespace()))
                        && selector.test(entry));
        var version = request.getParam("resourceVersion");
        boolean bookmarks = isTrue(request.getParam("allowWatchBookmarks"));
        boolean initial = isTrue(request.getParam("sendInitialEvents"));
        stream.open(() -> shelf.unwatch(target.kind(), stream));
        try {
            if (initial || version == null || version.isEmpty() || version.equals("0")) {
                synchronized (shelf) {
                    var listing = shelf.listAndWatch(target.kind(), target.namespace(), stream);
                    listing.entries().stream().filter(selector).forEach(stream::initial);
                    if (initial && bookmarks) {
                        stream.bookmark(listing.resourceVersion(), true);
                    }
                }
            } else {
                shelf.watch(target.kind(), number(version, -1), stream);
            }
        } catch (GoneException e) {
            stream.error(Answer.status(410, "Expired", String.valueOf(e.getMessage()))
                    .encode());
            return;
        }
        long timeout = number(request.getParam("timeoutSeconds"), 1_800) * 1_000;
        stream.keep(shelf, bookmarks ? BOOKMARK_MILLIS : 0, timeout);
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equals(value) || "1".equals(value);
    }

    private static long number(@Nullable String value, long otherwise) {
        return value != null && value.matches("[0-9]{1,18}") ? Long.parseLong(value) : otherwise;
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
