// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.site.ResourceKind;
import io.granary.simulator.site.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What Rancher keeps for its own pages: settings and features that they read, and the person who is at them. */
public final class PageObjects {
    /** Rancher's first user, who may do everything. */
    private static final String ADMINISTRATOR = "user-adm1n";

    private static final String MANAGEMENT = "management.cattle.io/v3";
    private static final Map<String, String> SETTINGS = Map.of(
            "first-login", "false",
            "eula-agreed", "2026-01-01T00:00:00Z",
            "ui-pl", "rancher",
            "ui-offline-preferred", "true",
            "ui-dashboard-index", "",
            "telemetry-opt", "out",
            "system-namespaces", "kube-system,cattle-system,cattle-ui-plugin-system,fleet-default,fleet-local");
    private static final List<String> ON = List.of(
            "ui-sql-cache",
            "multi-cluster-management",
            "continuous-delivery",
            "harvester",
            "rke2",
            "uiextension",
            "token-hashing");
    private static final List<String> OFF = List.of("legacy", "unsupported-storage-drivers");

    private final LocalCluster local;
    private final Seeds seeds;

    public PageObjects(LocalCluster local, Seeds seeds) {
        this.local = local;
        this.seeds = seeds;
    }

    /** @param everything the groups of somebody who may do everything */
    public void write(TokenStore tokens, List<String> everything) {
        tokens.issue("token-adm1n", ADMINISTRATOR, everything);
        SETTINGS.forEach((name, value) -> put(
                object("Setting", name).with("value", value).with("default", "").with("source", "")));
        ON.forEach(name -> feature(name, true));
        OFF.forEach(name -> feature(name, false));
        put(object("FleetWorkspace", "fleet-default"));
        put(object("FleetWorkspace", "fleet-local"));
        put(object("User", ADMINISTRATOR)
                .with("displayName", "Default Admin")
                .with("username", "admin")
                .with("enabled", true)
                .with("principalIds", new JsonArray().add("local://" + ADMINISTRATOR)));
    }

    private void feature(String name, boolean on) {
        put(object("Feature", name)
                .with("spec", new JsonObject().put("value", on))
                .with(
                        "status",
                        new JsonObject().put("default", on).put("dynamic", true).putNull("lockedValue")));
    }

    private void put(ObjectBuilder builder) {
        var object = builder.build();
        local.put(ResourceKind.named(MANAGEMENT, object.content().getString("kind")), object);
    }

    private ObjectBuilder object(String kind, String name) {
        var uid = seeds.of(MANAGEMENT + kind).of(name).uuid().toString();
        return new ObjectBuilder(MANAGEMENT, kind, "", name, uid);
    }
}
