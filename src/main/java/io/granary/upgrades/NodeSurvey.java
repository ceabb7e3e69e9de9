// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.upgrades;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.PlainText;
import io.granary.kube.Wire;
import io.granary.upgrades.core.PreflightFacts.Certificates;
import io.granary.upgrades.core.PreflightFacts.Kubelet;
import io.granary.upgrades.core.PreflightFacts.Node;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Asks for what a pre-flight needs of the nodes of a site. */
final class NodeSurvey {
    /** What Harvester takes all images of a release for ({@code validator.go}). */
    private static final long IMAGES = 13L << 30;

    /** Nodes whose kubelets are asked, at most; a site has seldom more than a dozen. */
    private static final int MOST_ASKED = 32;

    /** RKE2 warns of each node whose certificates last for less than 120 days, twice an hour. */
    private static final String WARNINGS =
            "/api/v1/namespaces/default/events?fieldSelector=reason%3DCertificateExpirationWarning&limit=100";

    private static final Pattern EXPIRY = Pattern.compile("(?:expired|days) at ([0-9TZ:+.-]{20,35})");

    private final UpgradeVisit visit;
    private int asked;

    NodeSurvey(UpgradeVisit visit) {
        this.visit = visit;
    }

    List<Node> nodes() {
        return nodes(name -> Kubelet.NOT_ASKED);
    }

    /** With how full their system partitions will be, unless the Version says that it does not matter. */
    List<Node> nodesWithKubelets() {
        var skipped = annotation("skipGarbageCollectionThresholdCheck").equals("true");
        return skipped ? nodes() : nodes(this::kubelet);
    }

    private List<Node> nodes(Function<String, Kubelet> kubelet) {
        var free = free();
        return visit.of(SiteKinds.NODES).list("", "").stream()
                .map(node -> new Node(
                        SiteKinds.name(node),
                        SiteKinds.isTrue(node, "Ready"),
                        node.path("spec").path("unschedulable").asBoolean(false),
                        node.path("metadata")
                                .path("annotations")
                                .path("harvesterhci.io/maintain-status")
                                .asText(""),
                        free.getOrDefault(SiteKinds.name(node), -1L),
                        kubelet.apply(SiteKinds.name(node))))
                .toList();
    }

    private Map<String, Long> free() {
        Map<String, Long> free = new HashMap<>();
        for (var node : visit.of(SiteKinds.DISKS).list("longhorn-system", "")) {
            long bytes = 0;
            for (var disk : node.path("status").path("diskStatus")) {
                bytes += disk.path("storageAvailable").asLong(0);
            }
            free.put(SiteKinds.name(node), bytes);
        }
        return free;
    }

    /** As Harvester itself computes it; its validator takes 85 % whatever the kubelet is configured to. */
    private Kubelet kubelet(String node) {
        if (++asked > MOST_ASKED) {
            return new Kubelet(-1, "only " + MOST_ASKED + " nodes are asked");
        }
        try {
            var disk = ask("/api/v1/nodes/" + node + "/proxy/stats/summary").at("/node/fs");
            var capacity = disk.path("capacityBytes").asLong(0);
            return capacity <= 0
                    ? new Kubelet(-1, "its kubelet does not say")
                    : new Kubelet((int) Math.ceil((disk.path("usedBytes").asLong(0) + IMAGES) * 100.0 / capacity), "");
        } catch (ApiProblem.Failure silent) {
            return new Kubelet(-1, PlainText.of(silent.problem().message(), 120));
        }
    }

    /** The earliest that RKE2 warns of. */
    Certificates certificates() {
        var earliest = Certificates.FINE.earliest();
        var owner = "";
        for (var event : ask(WARNINGS).path("items")) {
            var matches = EXPIRY.matcher(event.path("message").asText(""));
            while (matches.find()) {
                var at = instant(matches.group(1));
                if (earliest == null || at.isBefore(earliest)) {
                    earliest = at;
                    owner = event.path("involvedObject").path("name").asText("");
                }
            }
        }
        return new Certificates(earliest, PlainText.of(owner, 63), days());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException other) {
            return Instant.MAX;
        }
    }

    private int days() {
        var said = annotation("minCertsExpirationInDay");
        return said.matches("[0-9]{1,4}") ? Integer.parseInt(said) : Certificates.DAYS;
    }

    /** Of the site's Version object of the target. */
    private String annotation(String name) {
        for (var version : visit.versionObjects()) {
            if (SiteKinds.name(version).equals(visit.target().version())) {
                return version.path("metadata")
                        .path("annotations")
                        .path("harvesterhci.io/" + name)
                        .asText("");
            }
        }
        return "";
    }

    private JsonNode ask(String path) {
        var reply = visit.send("GET", path, "");
        if (reply.status() >= 300) {
            throw new ApiProblem.Failure(ApiProblem.of(reply));
        }
        try {
            return Wire.mapper().readTree(reply.body());
        } catch (IOException broken) {
            return Wire.mapper().missingNode();
        }
    }
}
