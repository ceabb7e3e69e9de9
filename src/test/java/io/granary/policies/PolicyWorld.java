// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.granary.crd.v1alpha1.Policy;
import io.granary.crd.v1alpha1.PolicyReportSpec;
import io.granary.crd.v1alpha1.PolicyReportSpec.Row;
import io.granary.crd.v1alpha1.PolicySpec;
import io.granary.crd.v1alpha1.PolicyStatus;
import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiAddress;
import io.granary.kube.ApiDoor;
import io.granary.kube.ApiDoors;
import io.granary.kube.ApiProblem;
import io.granary.kube.Credentials;
import io.granary.kube.DoorLimits;
import io.granary.kube.HubObject;
import io.granary.kube.MemoryResources;
import io.granary.kube.Written;
import io.granary.rollout.RolloutPayload;
import io.granary.rollout.SightingClock;
import io.granary.rollout.Surroundings.Lease;
import io.granary.rollout.WorkspaceView;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.simulator.FleetClient;
import io.granary.simulator.FleetOptions;
import io.granary.simulator.SimulatedFleet;
import io.granary.sites.SiteLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The policies of a hub in memory over a simulated fleet, whose settings are reached over HTTPS as in production. */
final class PolicyWorld implements WorkspaceView, AutoCloseable {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String SETTINGS = "/apis/harvesterhci.io/v1beta1/settings/";

    final MemoryResources<PolicySpec, PolicyStatus> policies = new MemoryResources<>();
    final MemoryResources<PolicyReportSpec, Void> reports = new MemoryResources<>();
    final Map<String, HubSecret> secrets = new ConcurrentHashMap<>();
    /** Names of Secrets that the hub may not read. */
    final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    private final AtomicInteger versions = new AtomicInteger();
    final SimulatedFleet fleet;
    final Set<Integer> outOfReach = ConcurrentHashMap.newKeySet();
    final Map<Integer, SiteCalendar> calendars = new ConcurrentHashMap<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FleetClient client;
    private final Vertx vertx = Vertx.vertx();
    private final SightingClock timer = new SightingClock(new Clock() {
        @Override
        public Instant instant() {
            return Instant.now().plus(passed);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });
    private final Map<Integer, ApiDoor> doors = new HashMap<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final PolicyRoom room;
    private volatile Duration passed = Duration.ZERO;

    PolicyWorld(int sites) {
        this.fleet = SimulatedFleet.start(FleetOptions.quiet(sites, 1));
        this.client = FleetClient.of(fleet);
        var origin = new ApiDoors(vertx, DoorLimits.DEFAULTS, new SimpleMeterRegistry(), System::nanoTime)
                .origin(
                        ApiAddress.of(fleet.url(), new ApiAddress.Trust(fleet.caPem(), null, null)),
                        Credentials.of("Bearer " + fleet.token()));
        for (int site = 0; site < sites; site++) {
            doors.put(site, origin.door(id(site), "/k8s/clusters/" + id(site)));
        }
        this.room = new PolicyRoom(
                new PolicyKinds(policies, reports, this::secret), this, timer, System::nanoTime, new Random(1), meters);
        room.start();
    }

    private HubSecret secret(String namespace, String name) {
        if (forbidden.contains(name)) {
            throw new ApiProblem.Failure(new ApiProblem(ApiProblem.Kind.FORBIDDEN, "no role of the hub grants it"));
        }
        return secrets.get(namespace + "/" + name);
    }

    /** A Secret of the policies' namespace, with one key; another value is another version. */
    void keep(String name, String key, String value, Map<String, String> labels) {
        var version = Integer.toString(versions.incrementAndGet());
        var meta = new HubSecret.Meta("fleet-default", name, "uid-" + name, version, labels);
        secrets.put("fleet-default/" + name, new HubSecret(meta, Map.of(key, value.getBytes(StandardCharsets.UTF_8))));
    }

    private String id(int site) {
        return fleet.sites().get(site).clusterId();
    }

    @Override
    public boolean isRead() {
        return true;
    }

    @Override
    public List<SiteView> sites(String namespace) {
        return IntStream.range(0, doors.size()).mapToObj(this::view).toList();
    }

    private SiteView view(int site) {
        var contact = new SiteView.Contact(!outOfReach.contains(site), Instant.EPOCH);
        return new SiteView(
                new SiteUid(id(site)),
                "store-" + site,
                Map.of("number", Integer.toString(site)),
                calendars.getOrDefault(site, SiteCalendar.ANY),
                Instant.EPOCH,
                contact,
                Duration.ZERO,
                null);
    }

    @Override
    public SiteLink link(SiteUid uid) {
        return IntStream.range(0, doors.size())
                .filter(site -> id(site).equals(uid.value()))
                .mapToObj(site -> new SiteLink(
                        new SiteId(id(site)), "fleet-default", "store-" + site, Map.of(), true, doors.get(site)))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Lease lease() {
        return new Lease(1, Instant.MAX);
    }

    @Override
    public AutoCloseable follow(Runnable news) {
        followers.add(news);
        return () -> followers.remove(news);
    }

    /** Lets so much time pass for the hub. */
    void pass(Duration time) {
        passed = passed.plus(time);
        followers.forEach(Runnable::run);
    }

    /** Publishes a policy of this name, or changes its spec. */
    void publish(String name, String spec) {
        var content = spec(spec);
        var known = policies.find("fleet-default", name);
        if (known == null) {
            policies.create(HubObject.of(Policy.class, HubObject.Meta.of("fleet-default", name, Map.of()), content));
        } else {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> policies.replace(
                                    policies.find("fleet-default", name).withSpec(content))
                            instanceof Written.Stored);
        }
    }

    RolloutPayload payload() {
        return room.payload(this, order -> {});
    }

    RolloutTarget stamped(String policy) {
        var target = new RolloutTarget(null, null, null, null, new RolloutTarget.PolicyTarget(policy, null));
        return room.stamped("fleet-default", target);
    }

    static PolicySpec spec(String yaml) {
        try {
            return YAML.readValue(yaml, PolicySpec.class);
        } catch (IOException broken) {
            throw new UncheckedIOException(yaml, broken);
        }
    }

    /** What {@code kubectl patch} of a local admin does. */
    void change(int site, String setting, String value) {
        var reply = patch(site, setting, value);
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(reply.body());
        }
    }

    HttpResponse<String> patch(int site, String setting, String value) {
        var patch = YAML.createObjectNode().put("value", value).toString();
        return client.patch("/k8s/clusters/" + id(site) + SETTINGS + setting + "?fieldManager=kubectl-patch", patch);
    }

    /** What another tool that owns the setting does. */
    void apply(int site, String setting, String value, String manager) {
        var path = "/k8s/clusters/" + id(site) + SETTINGS + setting + "?force=true&fieldManager=" + manager;
        var object = YAML.createObjectNode()
                .put("apiVersion", "harvesterhci.io/v1beta1")
                .put("kind", "Setting")
                .put("value", value);
        object.putObject("metadata").put("name", setting);
        var reply = client.apply(path, object.toString());
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(reply.body());
        }
    }

    /** A request to the API server of a site, as another client sends it; null where there is no such object. */
    JsonNode object(int site, String path) {
        var reply = client.get("/k8s/clusters/" + id(site) + path);
        return reply.statusCode() == 404 ? null : tree(reply.body());
    }

    void apply(int site, String path, String json) {
        var reply = client.apply("/k8s/clusters/" + id(site) + path, json);
        if (reply.statusCode() / 100 != 2) {
            throw new IllegalStateException(reply.body());
        }
    }

    void merge(int site, String path, String json) {
        client.patch("/k8s/clusters/" + id(site) + path, json);
    }

    private static JsonNode tree(String json) {
        try {
            return YAML.readTree(json);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String value(int site, String setting) {
        try {
            var body =
                    client.get("/k8s/clusters/" + id(site) + SETTINGS + setting).body();
            return YAML.readTree(body).path("value").asText();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Row row(String policy, int site) {
        return reports.list("fleet-default", "").stream()
                .filter(report -> report.spec().policy().equals(policy))
                .flatMap(report -> report.spec().sites().stream())
                .filter(row -> row.name().equals("store-" + site))
                .findFirst()
                .orElse(null);
    }

    /** What the metric says. */
    double sitesWith(String policy, String verdict) {
        var gauge = meters.find("granary.policy.sites")
                .tags("policy", policy, "verdict", verdict)
                .gauge();
        return gauge == null ? -1 : gauge.value();
    }

    PolicyStatus status(String policy) {
        return policies.find("fleet-default", policy).status();
    }

    /** Waits until a site has this verdict. */
    Row awaitVerdict(String policy, int site, PolicyReportSpec.Verdict verdict) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> row(policy, site), row -> row != null && row.verdict() == verdict);
    }

    @Override
    public void close() throws Exception {
        room.close();
        timer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        fleet.close();
    }
}
