// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.inventory;

import io.granary.inventory.core.BrokenJson;
import io.granary.inventory.core.DetailProjection;
import io.granary.inventory.core.ItemFrames;
import io.granary.inventory.core.PageProjection;
import io.granary.inventory.core.RejectedData;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiProblem;
import io.granary.kube.ApiStream;
import io.granary.kube.Budget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the small kinds of one site now and then, one at a time, in turns that come after all lists of machines. A poll
 * that fails leaves what is known, and is tried again at its next time.
 */
final class SiteSyncPolls {
    private static final int MOST_PAGES = 50;

    private final SiteSync site;
    private final SiteSyncTools tools;
    private final long[] dueAt = new long[InventoryKinds.POLLED.size()];
    private boolean started;
    private boolean stopped;
    private ReflectorPacer.@Nullable Turn turn;
    private @Nullable ApiStream stream;

    SiteSyncPolls(SiteSync site, SiteSyncTools tools) {
        this.site = site;
        this.tools = tools;
    }

    synchronized void start() {
        if (started || stopped) {
            return;
        }
        started = true;
        var now = tools.timer().nanos();
        for (var at = 0; at < dueAt.length; at++) {
            var kind = InventoryKinds.POLLED.get(at);
            var every = every(at);
            var spread = kind.early() || every == null
                    ? Duration.ZERO
                    : Duration.ofMillis((long) (every.toMillis() * tools.dice().nextDouble()));
            dueAt[at] = now + spread.toNanos();
        }
        next();
    }

    synchronized void stop() {
        stopped = true;
        if (stream != null) {
            stream.cancel();
        }
        giveTurn();
    }

    private @Nullable Duration every(int at) {
        return tools.limits()
                .polling()
                .every()
                .get(InventoryKinds.POLLED.get(at).kind());
    }

    private void next() {
        var soonest = -1;
        for (var at = 0; at < dueAt.length; at++) {
            if (every(at) != null && (soonest < 0 || dueAt[at] < dueAt[soonest])) {
                soonest = at;
            }
        }
        if (soonest >= 0 && !stopped) {
            var which = soonest;
            var wait = Duration.ofNanos(dueAt[which] - tools.timer().nanos());
            turn = tools.pacer().ask(ReflectorPacer.Want.POLL, wait, () -> poll(which));
        }
    }

    private synchronized void poll(int at) {
        var every = every(at);
        if (stopped || every == null) {
            return;
        }
        dueAt[at] = tools.timer().nanos() + tools.about(every).toNanos();
        if (!site.isConnected()) {
            done();
            return;
        }
        tools.meters().polls.increment();
        fetch(
                InventoryKinds.POLLED.get(at),
                DetailProjection.of(InventoryKinds.POLLED.get(at).kind()),
                "",
                1);
    }

    private void fetch(InventoryKinds.Polled kind, DetailProjection detail, String token, int pages) {
        var more = token.isEmpty()
                ? "&resourceVersion=0"
                : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        var path = kind.path() + "?limit=" + tools.limits().pageSize() + more;
        stream = site.door().stream(ApiCall.get(path, Budget.PAGE), new PollReader(kind, detail, pages));
    }

    private synchronized void pageEnd(PollReader from, PageProjection.Page page) {
        if (stopped) {
            return;
        }
        if (page.next().isEmpty()) {
            tools.writer().siteDetail(site.id(), from.detail.part());
            done();
        } else if (from.pages < MOST_PAGES) {
            fetch(from.kind, from.detail, page.next(), from.pages + 1);
        } else {
            refused("a list of a small kind has more than " + MOST_PAGES + " pages");
        }
    }

    private synchronized void refused(String words) {
        if (!words.isEmpty()) {
            tools.meters().refused.increment();
            site.refused(words);
        }
        if (stream != null) {
            stream.cancel();
        }
        done();
    }

    private synchronized void done() {
        stream = null;
        giveTurn();
        next();
    }

    private void giveTurn() {
        if (turn != null) {
            turn.give();
            turn = null;
        }
    }

    /** Reads one page. */
    private final class PollReader implements ApiStream.Reader {
        private final InventoryKinds.Polled kind;
        private final DetailProjection detail;
        private final int pages;
        private final ItemFrames frames;
        private boolean success;
        private boolean over;

        PollReader(InventoryKinds.Polled kind, DetailProjection detail, int pages) {
            this.kind = kind;
            this.detail = detail;
            this.pages = pages;
            this.frames = new ItemFrames(ReflectorReader.LONGEST_OBJECT, tools.meters(), this::item);
        }

        @Override
        public void head(int status, String contentType) {
            success = status >= 200 && status < 300;
        }

        @Override
        public void data(byte[] bytes, int offset, int length) {
            if (over || !success) {
                return;
            }
            try {
                frames.feed(bytes, offset, length);
            } catch (RejectedData | BrokenJson bad) {
                over(String.valueOf(bad.getMessage()));
            }
        }

        private void item(byte[] bytes, int offset, int length) {
            try {
                detail.item(bytes, offset, length);
            } catch (RejectedData bad) {
                tools.meters().dropped.increment();
                site.refused(bad.getMessage());
            }
        }

        @Override
        public void end() {
            if (over) {
                return;
            }
            if (!success) {
                over("");
                return;
            }
            try {
                frames.end();
                var page = PageProjection.read(frames.envelope(), detail.kind());
                over = true;
                pageEnd(this, page);
            } catch (RejectedData | BrokenJson bad) {
                over(String.valueOf(bad.getMessage()));
            }
        }

        @Override
        public void failed(ApiProblem problem) {
            if (!over) {
                over(problem.kind() == ApiProblem.Kind.REJECTED ? problem.message() : "");
            }
        }

        private void over(String words) {
            over = true;
            frames.drop();
            refused(words);
        }
    }
}
