// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.ListOptions;
import io.granary.api.core.StatusProblem;
import java.util.concurrent.Semaphore;

/** Leads an authorised call to what answers it; all run on virtual threads. */
final class Endpoints {
    private final Listing listing;
    private final Watching watching;
    private final Queries queries;
    private final Semaphore reads;

    Endpoints(Listing listing, Watching watching, Queries queries, int readsInFlight) {
        this.listing = listing;
        this.watching = watching;
        this.queries = queries;
        this.reads = new Semaphore(readsInFlight);
    }

    void serve(ApiRoute route, Call call) {
        switch (route) {
            case ApiRoute.Collection collection -> collection(collection, call);
            case ApiRoute.Item item -> bounded(() -> listing.get(item, call));
            case ApiRoute.Open ignored -> throw StatusProblem.noSuchPath();
            case ApiRoute.Unknown ignored -> throw StatusProblem.noSuchPath();
        }
    }

    private void collection(ApiRoute.Collection route, Call call) {
        if (route.resource().equals(ApiKinds.QUERIES)) {
            bounded(() -> queries.create(call));
            return;
        }
        var options = ListOptions.of(call.parameters());
        var watch = options.watching();
        if (watch == null) {
            bounded(() -> listing.list(route, options, call));
        } else {
            watching.watch(route, options, watch, call);
        }
    }

    private void bounded(Runnable read) {
        if (!reads.tryAcquire()) {
            throw StatusProblem.tooManyRequests("too many lists and queries are under way, please try again later", 1);
        }
        try {
            read.run();
        } finally {
            reads.release();
        }
    }
}
