// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator;

import io.granary.simulator.apiserver.ClusterRuntime;
import io.granary.simulator.apiserver.ObjectStore;
import io.granary.simulator.dashboard.Dashboard;
import io.granary.simulator.fault.FaultDesk;
import io.granary.simulator.fault.Faults;
import io.granary.simulator.harvester.HttpFileServers;
import io.granary.simulator.rancher.Authority;
import io.granary.simulator.rancher.ImportController;
import io.granary.simulator.rancher.LocalCluster;
import io.granary.simulator.rancher.PageObjects;
import io.granary.simulator.rancher.RancherFront;
import io.granary.simulator.rancher.RancherObjects;
import io.granary.simulator.rancher.RancherUsers;
import io.granary.simulator.rancher.SiteRights;
import io.granary.simulator.rancher.TokenStore;
import io.granary.simulator.rancher.Tunnel;
import io.granary.simulator.site.Churn;
import io.granary.simulator.site.Fleet;
import io.granary.simulator.site.FleetPlan;
import io.granary.simulator.site.Seeds;
import io.granary.simulator.site.SimulatedSite;
import io.granary.simulator.site.SitePlan;
import io.granary.simulator.site.Truth;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A Rancher and its Harvester sites, running in this process behind one HTTPS port of 127.0.0.1.
 *
 * <pre>{@code
 * try (var fleet = SimulatedFleet.start(FleetOptions.quiet(5, 3))) {
 *   // fleet.url(), fleet.caPem() and fleet.token() make a client
 * }
 * }</pre>
 */
public final class SimulatedFleet implements AutoCloseable {
    private static final List<String> ADMIN =
            List.of("system:masters", "system:authenticated", "system:cattle:authenticated");

    private final Vertx vertx;
    private final SimClock clock;
    private final Fleet fleet;
    private final Handler<HttpServerRequest> handler;
    private volatile FleetServer server;
    private final TokenStore tokens;
    private final RancherUsers users;
    private final RequestLog requests;
    private final RancherObjects objects;
    private volatile Authority authority;
    private final Parts parts;
    private final String token;
    private final Newcomers newcomers;

    private record Parts(Truth truth, FaultDesk faults, Churn churn, HttpFileServers downloads, ObjectStore local) {}

    /** What keeps a newcomer out of Rancher until somebody mends it at the site. */
    public enum Obstacle {
        NONE,
        /** It trusts no certificate of Rancher's, until its setting {@code additional-ca} holds something. */
        UNKNOWN_AUTHORITY,
        /** It cannot pull the agent's image, until its setting {@code containerd-registry} holds something. */
        NO_IMAGE
    }

    private SimulatedFleet(FleetOptions options) {
        var seeds = new Seeds(options.seed());
        var weather = options.weather();
        this.vertx = Vertx.vertx();
        this.clock = SimClock.paced(weather.pace());
        this.tokens = new TokenStore(seeds.of("tokens"));
        this.token = tokens.issue("token-gr4n7", "u-granary01", ADMIN);
        this.authority = authority(options);
        var utc = InstantSource.system().withZone(ZoneOffset.UTC);
        var runtime = new ClusterRuntime(vertx, utc, new Random(options.seed()));
        var local = new LocalCluster(runtime, tokens, authority);
        this.objects = new RancherObjects(local, seeds.of("rancher"));
        this.users = new RancherUsers(local, tokens, seeds.of("users"));
        var plan = plan(options);
        var truth = new Truth(clock);
        var downloads = new HttpFileServers();
        var rights = new SiteRights(local);
        this.fleet = new Fleet(plan, clock, runtime, downloads, rights::at, truth::record);
        truth.of(fleet);
        var churn = new Churn(fleet, clock, seeds.of("churn"));
        this.parts = new Parts(truth, new FaultDesk(fleet, objects, clock), churn, downloads, local.store());
        var tunnels = new Tunnels(vertx, local, fleet, parts.faults());
        var front = new RancherFront(vertx, tokens, tunnels::to, weather.agentTimeout(), this::caPem);
        var admin = new SimulatorApi(truth, parts.faults(), parts.churn(), clock);
        var imports = ImportController.follow(local, seeds.of("imports"), clock, this::url, this::forgotten);
        this.newcomers = new Newcomers(
                new Newcomers.Rancher(imports, objects, fleet, parts.faults(), this::url),
                (name, number) -> newcomer(plan.newcomer(name, number), runtime, rights),
                tokens,
                clock);
        this.requests = new RequestLog(tokens);
        var dashboard = new Dashboard(runtime, local, tokens, authority.pem(), this::url, options.pages());
        this.handler = request -> {
            if (!dashboard.handles(requests.note(request)) && !newcomers.handles(request) && !admin.handles(request)) {
                front.handle(request);
            }
        };
        this.server = FleetServer.listen(vertx, options.port(), authority, handler);
        begin(weather.churn(), new PageObjects(local, seeds.of("rancher")));
    }

    private static FleetPlan plan(FleetOptions options) {
        var weather = options.weather();
        return FleetPlan.of(options.sites(), options.vms(), options.seed(), weather.offline(), weather.pending());
    }

    private void begin(double churn, PageObjects pages) {
        pages.write(tokens, ADMIN);
        objects.writeBasics(server.url(), authority.pem());
        users.writeRoles();
        fleet.sites()
                .forEach(site ->
                        objects.write(site.plan(), site.link(), site.plan().installedAt()));
        parts.churn().rate(churn);
    }

    /** How long work such as upgrades takes here instead of so long. */
    public Duration shortened(Duration work) {
        return clock.shortened(work);
    }

    private SimulatedSite newcomer(SitePlan plan, ClusterRuntime runtime, SiteRights rights) {
        var itself = new AtomicReference<@Nullable SimulatedSite>();
        var authorizer = rights.at(() -> {
            var site = itself.get();
            return site == null ? "" : site.plan().clusterId();
        });
        var made = new SimulatedSite(plan, clock, runtime, parts.downloads(), authorizer, (site, change) -> {
            if (!site.plan().clusterId().isEmpty()) {
                parts.truth().record(site, change);
            }
        });
        itself.set(made);
        return made;
    }

    private void forgotten(String id) {
        newcomers.forgotten(id);
    }

    private static Authority authority(FleetOptions options) {
        return options.certificateDirectory()
                .map(directory -> Authority.in(directory, "dynamiclistener-ca", InstantSource.system()))
                .orElseGet(() -> Authority.create("dynamiclistener-ca", InstantSource.system()));
    }

    /**
     * Starts a fleet; returns when it answers.
     *
     * @throws IllegalStateException when the port is taken; the message says so
     */
    public static SimulatedFleet start(FleetOptions options) {
        return new SimulatedFleet(options);
    }

    /** Base URL of the simulated Rancher, without a slash at the end. */
    public String url() {
        return server.url();
    }

    /** The certificate authority that signed the server's certificate. */
    public String caPem() {
        return authority.pem();
    }

    /** Where the local cluster answers past Rancher, and the authority of its certificates. */
    public record ApiServer(String url, String caPem) {}

    /** Opens a way to the local cluster as its pods have one, which outlives what becomes of Rancher. */
    public synchronized ApiServer apiServer() {
        var own = Authority.create("kube-apiserver-ca", InstantSource.system());
        var opened = FleetServer.listen(vertx, 0, own, handler);
        return new ApiServer(opened.url() + "/k8s/clusters/local", own.pem());
    }

    /** Rancher restarts: every connection breaks, and the port is closed for so long. Returns at once. */
    public void restartRancher(Duration away) {
        server.close();
        clock.after(away, () -> server = FleetServer.listen(vertx, server.port(), authority, handler));
    }

    /** Rancher shows certificates of a new authority from its next start on, which its settings tell at once. */
    public void renewAuthority() {
        authority = Authority.create("dynamiclistener-ca", InstantSource.system());
        objects.writeSettings(server.url(), authority.pem());
    }

    /** A bearer token that may do everything everywhere. */
    public String token() {
        return token;
    }

    /**
     * Sets up a store that is in no Rancher, and tells where it answers to {@link #token}.
     *
     * @param obstacle what is wrong with it
     */
    public String newcomer(String name, Obstacle obstacle) {
        return newcomers.add(name, obstacle);
    }

    /** The tokens Rancher knows, to issue and to revoke some. */
    public TokenStore tokens() {
        return tokens;
    }

    /** Rancher's users, to make some and to give them roles. */
    public RancherUsers users() {
        return users;
    }

    /** What was asked of the local cluster. */
    public RequestLog requests() {
        return requests;
    }

    /** What the sites hold, seen from behind: to compare with what a hub believes. */
    public Truth truth() {
        return parts.truth();
    }

    /** The objects of Rancher's own cluster, where a hub keeps its own. */
    public ObjectStore local() {
        return parts.local();
    }

    /** Makes things go wrong. */
    public Faults faults() {
        return parts.faults();
    }

    /** Plans of all sites, in the order of their index. */
    public List<SitePlan> sites() {
        return fleet.sites().stream().map(SimulatedSite::plan).toList();
    }

    /** Spontaneous changes per second over the whole fleet from now on. */
    public void churn(double eventsPerSecond) {
        parts.churn().rate(eventsPerSecond);
    }

    @Override
    public void close() {
        parts.churn().rate(0);
        clock.close();
        parts.downloads().close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Finds the way to a cluster; the API of a site is made when somebody asks for it. */
    private record Tunnels(Vertx vertx, LocalCluster local, Fleet fleet, FaultDesk faults, Map<String, Tunnel> open) {
        Tunnels(Vertx vertx, LocalCluster local, Fleet fleet, FaultDesk faults) {
            this(vertx, local, fleet, faults, new ConcurrentHashMap<>());
        }

        Optional<Tunnel> to(String id) {
            if (id.equals(TokenStore.LOCAL)) {
                return Optional.of(open.computeIfAbsent(id, key -> SiteTunnel.of(local)));
            }
            return fleet.byClusterId(id)
                    .map(site -> open.computeIfAbsent(id, key -> SiteTunnel.of(vertx, site, faults)));
        }
    }
}
