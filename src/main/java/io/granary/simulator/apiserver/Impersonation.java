// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import io.granary.simulator.apiserver.Authorizer.Attributes;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Impersonate-User and Impersonate-Group, for those who may (apiserver {@code filters/impersonation}). */
final class Impersonation {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private Impersonation() {}

    /** Who the request counts as. */
    static User of(HttpServerRequest request, User sender, Authorizer authorizer) {
        var name = request.getHeader("Impersonate-User");
        var groups = request.headers().getAll("Impersonate-Group");
        if (name == null || name.isEmpty()) {
            if (!groups.isEmpty()) {
                throw StatusException.badRequest(
                        "requested [{Group  %s}] without impersonating a user".formatted(groups.getFirst()));
            }
            return sender;
        }
        allow(sender, "users", name, authorizer);
        groups.forEach(group -> allow(sender, "groups", group, authorizer));
        var all = new ArrayList<>(groups);
        if (groups.isEmpty() && name.startsWith(SERVICE_ACCOUNT)) {
            all.add("system:serviceaccounts");
            all.add("system:serviceaccounts:" + name.split(":", 4)[2]);
        }
        if (!all.contains("system:authenticated")) {
            all.add("system:authenticated");
        }
        return new User(name, "", List.copyOf(all), Map.of());
    }

    private static void allow(User sender, String resource, String name, Authorizer authorizer) {
        var asked = new Attributes("impersonate", "", "v1", resource, "", "", name, "");
        if (!authorizer.authorize(sender, asked).allowed()) {
            throw StatusException.forbidden(
                    GroupResource.of("", resource),
                    name,
                    "User \"%s\" cannot impersonate resource \"%s\" in API group \"\" at the cluster scope"
                            .formatted(sender.name(), resource));
        }
    }
}
