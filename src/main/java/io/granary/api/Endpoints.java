// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import io.granary.api.core.ApiKinds;
import io.granary.api.core.ApiRoute;
import io.granary.api.core.ListOptions;
import io.granary.api.core.StatusProblem;

/** Leads an authorised call to what answers it; all run on virtual threads. */
final class Endpoints {
    private final Listing listing;
    private final Watching watching;
    private final Queries queries;
    private final SitePlans plans;
    private final ImageUploads uploads;

    Endpoints(Listing listing, Watching watching, Queries queries, SitePlans plans, ImageUploads uploads) {
        this.listing = listing;
        this.watching = watching;
        this.queries = queries;
        this.plans = plans;
        this.uploads = uploads;
    }

    void serve(ApiRoute route, Call call) {
        switch (route) {
            case ApiRoute.Collection collection -> collection(collection, call);
            case ApiRoute.Item item -> {
                if (item.resource().equals(ApiKinds.SITE_PLANS)) {
                    plans.get(item, call);
                } else if (item.resource().equals(ApiKinds.IMAGE_UPLOADS)) {
                    uploads.get(item, call);
                } else {
                    listing.get(item, call);
                }
            }
            case ApiRoute.Open ignored -> throw StatusProblem.noSuchPath();
            case ApiRoute.Unknown ignored -> throw StatusProblem.noSuchPath();
        }
    }

    private void collection(ApiRoute.Collection route, Call call) {
        if (route.resource().equals(ApiKinds.QUERIES)) {
            queries.create(call);
            return;
        }
        if (route.resource().equals(ApiKinds.IMAGE_UPLOADS)) {
            uploads.create(route, call);
            return;
        }
        var options = ListOptions.of(call.parameters());
        if (route.resource().equals(ApiKinds.SITE_PLANS)) {
            plans.list(route, options, call);
            return;
        }
        var watch = options.watching();
        if (watch == null) {
            listing.list(route, options, call);
        } else {
            watching.watch(route, options, watch, call);
        }
    }
}
