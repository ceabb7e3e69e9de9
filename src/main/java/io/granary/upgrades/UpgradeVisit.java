// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.RolloutTarget.Iso;
import io.granary.crd.v1alpha1.RolloutTarget.UpgradeTarget;
import io.granary.kube.ApiCall;
import io.granary.kube.ApiReply;
import io.granary.kube.Budget;
import io.granary.kube.ResourceType;
import io.granary.kube.Resources;
import io.granary.rollout.PayloadSites;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.SiteObjects;
import io.granary.rollout.core.Placeholders;
import io.granary.upgrades.core.SiteState;
import io.granary.upgrades.core.SiteUpgrade;
import io.granary.upgrades.core.UpgradeCourse.Need;
import io.granary.upgrades.core.UpgradeRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One order at one site, for the length of one call: asks the site what is there. */
final class UpgradeVisit {
    private final Order order;
    private final PayloadSites sites;
    private final SiteObjects objects;
    private @Nullable List<ObjectNode> versions;

    UpgradeVisit(Order order, PayloadSites sites, SiteObjects objects) {
        this.order = order;
        this.sites = sites;
        this.objects = objects;
    }

    Order order() {
        return order;
    }

    UpgradeTarget target() {
        return Objects.requireNonNull(order.content().upgrade());
    }

    /** @throws SiteProblem if the site is gone */
    Resources<ObjectNode> of(ResourceType<ObjectNode> type) {
        return objects.of(order.site().uid(), type);
    }

    /**
     * What is no plain object of a kind.
     *
     * @param body empty for none
     * @throws SiteProblem if the site is gone
     */
    ApiReply send(String method, String path, String body) {
        var link = sites.link(order.site().uid());
        if (link == null) {
            throw new SiteProblem("the site is not in the fleet");
        }
        var headers = Map.of("accept", "application/json", "content-type", "application/json");
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return link.door().await(new ApiCall(method, path, headers, bytes, Budget.OBJECT));
    }

    String version() {
        var setting = of(SiteKinds.SETTINGS).find("", "server-version");
        return setting == null ? "" : SiteKinds.effective(setting);
    }

    List<SiteUpgrade> upgrades() {
        return of(SiteKinds.UPGRADES).list(SiteKinds.SYSTEM, "").stream()
                .map(SiteKinds::upgrade)
                .toList();
    }

    @Nullable
    ObjectNode recordMap() {
        return of(SiteKinds.CONFIG_MAPS).find(RecordMap.NAMESPACE, order.name());
    }

    /** Who has the site to himself, as its ledger says. */
    @Nullable
    String lockOwner() {
        var ledger = of(SiteKinds.CONFIG_MAPS).find(RecordMap.NAMESPACE, "ledger");
        var lock = ledger == null ? "" : ledger.path("data").path("lock").asText("");
        return lock.isEmpty() ? null : lock;
    }

    /** What is needed of the site, and no more. */
    SiteState state(SiteState known, Need need) {
        return switch (need) {
            case NOTHING -> known;
            case SETUP ->
                new SiteState(known.version(), known.upgrades(), setup(), List.of(), Map.of(), volumes(nodes()));
            case END -> {
                var nodes = nodes();
                yield new SiteState(
                        known.version(), known.upgrades(), setup(), notReady(nodes), machines(), volumes(nodes));
            }
        };
    }

    /** Below three nodes Longhorn has no place for all replicas, and most volumes are degraded for good. */
    private SiteState.Volumes volumes(List<ObjectNode> nodes) {
        var faulted = new ArrayList<String>();
        var degraded = new ArrayList<String>();
        for (var volume : of(SiteKinds.VOLUMES).list("longhorn-system", "")) {
            switch (SiteKinds.robustness(volume)) {
                case "faulted" -> faulted.add(SiteKinds.claim(volume));
                case "degraded" -> degraded.add(SiteKinds.claim(volume));
                case String ignored -> {}
            }
        }
        return new SiteState.Volumes(faulted, nodes.size() < 3 ? List.of() : degraded);
    }

    private List<ObjectNode> nodes() {
        return of(SiteKinds.NODES).list("", "");
    }

    SiteState.Setup setup() {
        Set<String> active = new HashSet<>();
        Set<String> suspended = new HashSet<>();
        for (var schedule : of(SiteKinds.SCHEDULES).list("", "")) {
            (schedule.path("spec").path("suspend").asBoolean(false) ? suspended : active).add(SiteKinds.id(schedule));
        }
        var versions = new HashSet<String>();
        of(SiteKinds.VERSIONS).list(SiteKinds.SYSTEM, "").forEach(version -> versions.add(SiteKinds.name(version)));
        var config = config();
        return new SiteState.Setup(versions, active, suspended, config, UpgradeConfigs.wanted(config, target()));
    }

    private String config() {
        var setting = of(SiteKinds.SETTINGS).find("", "upgrade-config");
        return setting == null ? "" : SiteKinds.effective(setting);
    }

    /** The versions that can be had at the site, with the least one each upgrades from. */
    Map<String, String> knownVersions() {
        var known = new TreeMap<String, String>();
        for (var version : versionObjects()) {
            known.put(
                    SiteKinds.name(version),
                    version.path("spec").path("minUpgradableVersion").asText(""));
        }
        target().via().forEach(hop -> known.putIfAbsent(hop.version(), ""));
        return known;
    }

    /** The Version objects of the site, asked for once. */
    List<ObjectNode> versionObjects() {
        var known = versions;
        if (known == null) {
            known = of(SiteKinds.VERSIONS).list(SiteKinds.SYSTEM, "");
            versions = known;
        }
        return known;
    }

    /** Where the rollout says that the ISO of a version is, for this site; null as well where a label is missing. */
    @Nullable
    Iso iso(String version) {
        var said = said(version);
        if (said == null) {
            return null;
        }
        var url = mirror(said);
        return url.missing().isEmpty() ? new Iso(url.text(), said.sha512(), said.bytes()) : null;
    }

    /** Labels that the place of the ISO names and the site does not have. */
    Set<String> missingLabels(String version) {
        var said = said(version);
        return said == null ? Set.of() : mirror(said).missing();
    }

    /** With the site's labels, so that each region has its own mirror. */
    private Placeholders.Filled mirror(Iso said) {
        return Placeholders.fill(said.url(), order.site().labels());
    }

    private @Nullable Iso said(String version) {
        var target = target();
        if (version.equals(target.version())) {
            return target.iso();
        }
        return target.via().stream()
                .filter(hop -> hop.version().equals(version))
                .map(hop -> hop.iso())
                .findFirst()
                .orElse(null);
    }

    /** Where the site itself says that it is. */
    @Nullable
    Iso knownIso(String version) {
        for (var object : versionObjects()) {
            var spec = object.path("spec");
            if (SiteKinds.name(object).equals(version)
                    && !spec.path("isoURL").asText("").isEmpty()) {
                return new Iso(
                        spec.path("isoURL").asText(), spec.path("isoChecksum").asText(""));
            }
        }
        return null;
    }

    private static List<String> notReady(List<ObjectNode> nodes) {
        var names = new ArrayList<String>();
        for (var node : nodes) {
            if (!SiteKinds.isTrue(node, "Ready")
                    || node.path("spec").path("unschedulable").asBoolean(false)) {
                names.add(SiteKinds.name(node));
            }
        }
        return names;
    }

    Map<String, String> machines() {
        var machines = new TreeMap<String, String>();
        for (var machine : of(SiteKinds.MACHINES).list("", "")) {
            machines.put(SiteKinds.id(machine), status(machine));
        }
        return machines;
    }

    private static String status(JsonNode machine) {
        return machine.path("status").path("printableStatus").asText("");
    }

    /** What must be remembered before anything is changed. */
    UpgradeRecord fresh(List<String> hops, java.time.Instant now) {
        var setup = setup();
        var ran = machines().entrySet().stream()
                .filter(machine -> machine.getValue().equals("Running"))
                .map(Map.Entry::getKey)
                .toList();
        var changes = !setup.wanted().equals(setup.config());
        return new UpgradeRecord(
                hops,
                now,
                ran,
                setup.active().stream().sorted().toList(),
                changes ? setup.config() : null,
                UpgradeRecord.Progress.begun(now));
    }
}
