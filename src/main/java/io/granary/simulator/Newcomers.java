// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.User;
import io.granary.simulator.fault.FaultDesk;
import io.granary.simulator.rancher.ImportController;
import io.granary.simulator.rancher.RancherObjects;
import io.granary.simulator.rancher.TokenStore;
import io.granary.simulator.site.Fleet;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan.Identity;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Harvester clusters that are set up and in no Rancher. Each answers under {@code /simulator/harvester/<name>}, and
 * comes into Rancher once its setting {@code cluster-registration-url} holds a URL that Rancher accepts: Harvester
 * fetches the manifest, and the agent that it installs connects.
 */
final class Newcomers {
    private static final String PATH = "/simulator/harvester/";
    private static final GroupResource SETTINGS = GroupResource.of("harvesterhci.io", "settings");
    private static final GroupResource PODS = GroupResource.of("", "pods");
    private static final ObjectKey URL = ObjectKey.cluster("cluster-registration-url");
    private static final ObjectKey AGENT = ObjectKey.of("cattle-system", "cattle-cluster-agent-5d9c7f6b8-x2x2x");
    private static final Duration FETCH = Duration.ofMillis(800);
    private static final Duration START = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rancher rancher;
    private final BiFunction<String, Integer, SimulatedSite> make;
    private final SimClock clock;
    private final TokenStore tokens;
    private final Map<String, Newcomer> all = new ConcurrentHashMap<>();

    /** Where sites come to. */
    record Rancher(
            ImportController imports, RancherObjects objects, Fleet fleet, FaultDesk faults, Supplier<String> url) {}

    private record Newcomer(SimulatedSite site, SimulatedFleet.Obstacle obstacle) {}

    /** @param make sets up a store of that name and number */
    Newcomers(Rancher rancher, BiFunction<String, Integer, SimulatedSite> make, TokenStore tokens, SimClock clock) {
        this.rancher = rancher;
        this.make = make;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Sets a store up, and returns the base URL of its API. */
    String add(String name, SimulatedFleet.Obstacle obstacle) {
        var newcomer = new Newcomer(make.apply(name, all.size()), obstacle);
        all.put(name, newcomer);
        newcomer.site().store().onChange(change -> noticed(newcomer, change));
        return rancher.url().get() + PATH + name;
    }

    /** Answers when the path is that of a newcomer's own API; false when it is not. */
    boolean handles(HttpServerRequest request) {
        var path = request.path();
        if (path == null || !path.startsWith(PATH)) {
            return false;
        }
        var rest = path.substring(PATH.length());
        var slash = rest.indexOf('/');
        var newcomer = all.get(slash < 0 ? rest : rest.substring(0, slash));
        if (newcomer == null) {
            request.response().setStatusCode(404).end();
        } else if (tokens.identify(request, TokenStore.LOCAL).isEmpty()) {
            request.response().setStatusCode(401).end();
        } else {
            var admin = new User("admin", "", List.of("system:masters", "system:authenticated"), Map.of());
            newcomer.site().server().handle(request, slash < 0 ? "/" : rest.substring(slash), admin);
        }
        return true;
    }

    /** Rancher has forgotten a cluster; whatever it was, it runs on. */
    void forgotten(String id) {
        rancher.fleet().byClusterId(id).ifPresent(site -> {
            rancher.fleet().remove(site);
            if (all.values().stream().anyMatch(newcomer -> newcomer.site() == site)) {
                site.register(new Identity("", "", site.plan().name()));
            }
            site.dropWatches();
        });
    }

    private void noticed(Newcomer newcomer, ObjectChange change) {
        if (change.resource().equals(SETTINGS)
                && change.kind() == ObjectChange.Kind.MODIFIED
                && change.before() != null
                && !value(change.before().json()).equals(value(change.after().json()))) {
            clock.after(FETCH, () -> fetch(newcomer));
        }
    }

    /** What Harvester does when a setting has changed: fetches the manifest and applies it. */
    private void fetch(Newcomer newcomer) {
        var site = newcomer.site();
        var text = setting(site, URL.name());
        var url = text.startsWith("{") ? tree(text).path("url").asText() : text;
        if (url.isEmpty() && site.link() == Link.CONNECTED) {
            site.link(Link.OFFLINE);
        }
        if (url.isEmpty() || site.link() == Link.CONNECTED) {
            return;
        }
        var readsJson = site.plan().release().namesImageClassByUid();
        if (text.startsWith("{") && !readsJson) {
            complain(site, "Get \"" + text.replace("\"", "%22") + "\": unsupported protocol scheme \"\"");
        } else if (newcomer.obstacle() == SimulatedFleet.Obstacle.UNKNOWN_AUTHORITY
                && setting(site, "additional-ca").isEmpty()) {
            complain(
                    site,
                    "Get \"" + url + "\": tls: failed to verify certificate: x509: certificate signed by unknown"
                            + " authority");
        } else {
            rancher.imports()
                    .registers(url)
                    .ifPresentOrElse(id -> install(newcomer, id), () -> complain(site, "unexpected status code 404"));
        }
    }

    private void complain(SimulatedSite site, String message) {
        site.store().update(SETTINGS, URL, setting -> {
            var conditions = setting.withObject("/status").putArray("conditions");
            conditions
                    .addObject()
                    .put("type", "configured")
                    .put("status", "False")
                    .put("message", message);
            return setting;
        });
    }

    private void install(Newcomer newcomer, String id) {
        var site = newcomer.site();
        if (newcomer.obstacle() == SimulatedFleet.Obstacle.NO_IMAGE
                && setting(site, "containerd-registry").isEmpty()) {
            if (site.store().find(PODS, AGENT).isEmpty()) {
                site.store().create(PODS, (ObjectNode) tree("""
                        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"cattle-system",
                         "labels":{"app":"cattle-cluster-agent"}},
                         "spec":{"containers":[{"name":"cluster-register","image":"rancher/rancher-agent:v2.14.4"}]},
                         "status":{"phase":"Pending","containerStatuses":[{"name":"cluster-register","ready":false,
                          "state":{"waiting":{"reason":"ImagePullBackOff",
                           "message":"Back-off pulling image \\"rancher/rancher-agent:v2.14.4\\""}}}]}}
                        """.formatted(AGENT.name())));
            }
            return;
        }
        site.store().delete(PODS, AGENT);
        clock.after(START, () -> rancher.imports().named(id).ifPresent(key -> connect(site, id, key)));
    }

    private void connect(SimulatedSite site, String id, ObjectKey cluster) {
        site.register(new Identity(id, cluster.name(), cluster.name()));
        rancher.fleet().restore(site);
        rancher.faults().follow(site);
        rancher.objects().write(site.plan(), Link.CONNECTED, clock.now());
    }

    private static String setting(SimulatedSite site, String name) {
        return site.store()
                .find(SETTINGS, ObjectKey.cluster(name))
                .map(found -> value(found.json()))
                .orElse("");
    }

    private static String value(byte[] setting) {
        try {
            return JSON.readTree(setting).path("value").asText("");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException notJson) {
            return JSON.createObjectNode();
        }
    }
}
