// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.access.core.Verb;
import io.granary.api.Rendering.Headings;
import io.granary.api.Watcher.Terms;
import io.granary.api.core.Accepted;
import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.Attributes;
import io.granary.api.core.ListOptions;
import io.granary.api.core.ListOptions.Initial;
import io.granary.api.core.Selection;
import io.granary.api.core.StatusProblem;
import io.granary.api.core.VersionWish;
import io.granary.inventory.core.Filter;
import io.granary.inventory.core.Inventory;
import io.granary.inventory.core.InventoryView;
import io.granary.inventory.core.Replay;
import io.granary.inventory.core.RowEvent;
import io.granary.inventory.core.Sight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/** Begins watches: what is there first, if that is asked, then on with the hub. */
final class Watching {
    private final Inventory inventory;
    private final Snapshots snapshots;
    private final Visible visible;
    private final Reviews reviews;
    private final WatchHub hub;
    private final Clock clock;
    private final RandomGenerator random;

    Watching(
            Inventory inventory,
            Snapshots snapshots,
            Visible visible,
            Reviews reviews,
            WatchHub hub,
            Clock clock,
            RandomGenerator random) {
        this.inventory = inventory;
        this.snapshots = snapshots;
        this.visible = visible;
        this.reviews = reviews;
        this.hub = hub;
        this.clock = clock;
        this.random = random;
    }

    void watch(ApiRoute.Collection route, ListOptions options, ListOptions.Watching watching, Call call) {
        var rendering = new Rendering(route.resource(), Accepted.of(call.accept()), options.includeObject());
        var sight = visible.sight(route, call.identity(), Verb.WATCH);
        var filter = Selection.filter(options.labelSelector(), options.fieldSelector(), sight);
        var view = snapshots.wished(options.version());
        var from = options.version() instanceof VersionWish.NotOlderThan(var revision)
                        && watching.initial() == Initial.BY_VERSION
                ? known(revision)
                : view.sequence();
        var terms = new Terms(
                rendering, filter, watching.bookmarks(), deadline(options), () -> stillSees(route, call, sight));
        var watcher =
                new Watcher(call.request(), terms, hub.place(call.identity().name()), from);
        var response = Replies.head(call.request(), 200, Replies.JSON).setChunked(true);
        response.putHeader("warning", Warnings.of(view, filter));
        try (var ignored = hub.outlet().hold(0)) {
            var body = hub.outlet().body(response);
            body.begin();
            if (sendsInitial(options, watching)) {
                watcher.columnsTold(initial(rendering, filter, view, body));
            }
            if (watching.initial() == Initial.SENT) {
                body.write(Watcher.bookmark(rendering, view.sequence(), true));
            }
            body.send();
        } catch (IOException | UncheckedIOException gone) {
            response.reset();
            watcher.leave();
            return;
        } catch (RuntimeException problem) {
            watcher.leave();
            throw problem;
        }
        hub.add(watcher);
    }

    private static boolean sendsInitial(ListOptions options, ListOptions.Watching watching) {
        return switch (watching.initial()) {
            case SENT -> true;
            case LEFT_OUT -> false;
            case BY_VERSION -> !(options.version() instanceof VersionWish.NotOlderThan);
        };
    }

    /** A revision from which the store can still tell every change. */
    private long known(long revision) {
        return switch (inventory.replay(revision, 1)) {
            case Replay.Changes ignored -> revision;
            case Replay.Expired(var oldest, var ignored) -> throw tooOld(revision, oldest);
        };
    }

    static StatusProblem tooOld(long revision, long oldest) {
        return StatusProblem.expired("too old resource version: " + revision + " (" + oldest + ")", null);
    }

    private Headings initial(Rendering rendering, Filter filter, InventoryView view, Body body) {
        var told = new Headings[] {Headings.SHOWN};
        var lines = new EventLines(clock.instant().getEpochSecond());
        view.walk(filter, List.of(), row -> {
            try {
                body.write(lines.line(new RowEvent.Seen(RowEvent.Type.ADDED, row), rendering, told[0]));
                told[0] = Headings.LEFT_OUT;
                lines.forget();
                return true;
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        });
        return told[0];
    }

    private long deadline(ListOptions options) {
        var seconds = options.timeoutSeconds() > 0 ? options.timeoutSeconds() : random.nextInt(1_800, 3_600);
        return clock.millis() + 1_000L * seconds;
    }

    /** Whether the caller may still watch, and sees no other sites than when the watch began. */
    private boolean stillSees(ApiRoute.Collection route, Call call, Sight sight) {
        var resource = route.resource();
        if (!visible.sight(route, call.identity(), Verb.WATCH).equals(sight)) {
            return false;
        }
        if (resource.equals(ApiKinds.MY_VMS)) {
            return true;
        }
        var asked = new Attributes("watch", ApiKinds.GROUP, ApiKinds.VERSION, resource.plural(), route.namespace(), "");
        return reviews.allowed(call.identity(), asked).toCompletableFuture().join();
    }
}
