// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import static io.granary.sites.core.Verdict.no;
import static io.granary.sites.core.Verdict.unknown;
import static io.granary.sites.core.Verdict.yes;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.Amounts;
import io.granary.crd.v1alpha1.SiteStatus.Connectivity;
import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import io.granary.crd.v1alpha1.SiteStatus.Nodes;
import io.granary.crd.v1alpha1.SiteStatus.VirtualMachines;
import io.granary.sites.core.ProbeFacts.Answered;
import io.granary.sites.core.ProbeFacts.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the status of a site, conditions and all: the same observation gives the same status, and a site at which
 * nothing happens gives an equal one, so that nothing is written. What cannot be told is {@code Unknown}.
 */
public final class SiteStatuses {
    /** Written by a person on a Site that was rebuilt, with the new UID as its value. */
    public static final String ACCEPT_UID = "granary.io/accept-site-uid";

    private static final Duration EXPIRES_SOON = Duration.ofDays(30);
    private static final Duration IN_SYNC = Duration.ofSeconds(60);

    private final SiteObserved seen;
    private final @Nullable Answered answer;
    private final @Nullable SiteStatus before;

    private SiteStatuses(SiteObserved seen) {
        this.seen = seen;
        this.answer = ProbeFacts.answer(seen.probe());
        this.before = seen.before();
    }

    public static SiteStatus of(SiteObserved seen) {
        return new SiteStatuses(seen).status();
    }

    /** The UID that a site has to show; null before the first contact. */
    public static @Nullable String pinnedUid(SiteObserved seen) {
        return new SiteStatuses(seen).pinned();
    }

    private SiteStatus status() {
        var size = seen.facts().size();
        var connectivity = connectivity();
        return new SiteStatus(
                seen.generation(),
                seen.facts().secret() == null ? seen.facts().id().value() : null,
                pinned(),
                answer == null ? old(SiteStatus::harvesterVersion) : answer.harvesterVersion(),
                answer == null ? old(SiteStatus::kubernetesVersion) : answer.kubernetesVersion(),
                nodes(),
                size.cpu() == null && size.memory() == null
                        ? null
                        : new Amounts(size.cpu(), MemoryAmount.readable(size.memory()), null),
                size.cpuUsed() == null && size.memoryUsed() == null
                        ? null
                        : new Amounts(size.cpuUsed(), MemoryAmount.readable(size.memoryUsed()), null),
                machines(),
                connectivity,
                text(expires()),
                skewSeconds(),
                old(SiteStatus::activity),
                conditions());
    }

    private <V> @Nullable V old(java.util.function.Function<SiteStatus, @Nullable V> field) {
        return before == null ? null : field.apply(before);
    }

    private @Nullable String pinned() {
        var known = old(SiteStatus::siteUID);
        if (answer == null || (known != null && !answer.siteUid().equals(seen.acceptedUid()))) {
            return known;
        }
        return answer.siteUid();
    }

    private boolean isRebuilt() {
        return answer != null && !answer.siteUid().equals(pinned());
    }

    private @Nullable Nodes nodes() {
        if (answer != null) {
            return new Nodes(answer.nodesReady(), answer.nodesTotal());
        }
        var counted = seen.facts().size().nodes();
        return counted == null ? old(SiteStatus::nodes) : new Nodes(seen.facts().isConnected() ? counted : 0, counted);
    }

    private @Nullable VirtualMachines machines() {
        var inventory = seen.inventory();
        return inventory == null
                ? old(SiteStatus::virtualMachines)
                : new VirtualMachines(inventory.running(), inventory.total());
    }

    private Connectivity connectivity() {
        var state = state();
        var reason = connected().reason();
        var earlier = old(SiteStatus::connectivity);
        var since = earlier != null && earlier.state() == state
                ? earlier.since()
                : Objects.requireNonNullElse(text(since()), now());
        return new Connectivity(state, reason, since, lastSeen(earlier));
    }

    private ConnectivityState state() {
        if (isRebuilt()) {
            return ConnectivityState.Quarantined;
        }
        if (isDirect() && !(seen.probe() instanceof Answered)) {
            return seen.probe() == null ? ConnectivityState.Pending : ConnectivityState.Disconnected;
        }
        return switch (seen.facts().link().state()) {
            case CONNECTED -> ConnectivityState.Connected;
            case DISCONNECTED -> ConnectivityState.Disconnected;
            case PENDING -> ConnectivityState.Pending;
        };
    }

    private @Nullable Instant since() {
        return isRebuilt() ? seen.now() : seen.facts().link().since();
    }

    /** Told only while a site is away: while it is there, the time would change with each probe. */
    private @Nullable String lastSeen(@Nullable Connectivity earlier) {
        if (seen.facts().isConnected() && !(seen.probe() instanceof Failed)) {
            return null;
        }
        var inventory = seen.inventory();
        var last = Stream.of(answer == null ? null : answer.at(), inventory == null ? null : inventory.lastSeen())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        var known = earlier == null ? null : earlier.lastSeen();
        if (last == null) {
            return known;
        }
        var text = Objects.requireNonNull(text(last));
        return known != null && known.compareTo(text) > 0 ? known : text;
    }

    private @Nullable Instant expires() {
        var authority = seen.facts().size().authorityExpires();
        var server = answer == null ? null : answer.certificateExpires();
        if (authority == null || server == null) {
            return authority == null ? server : authority;
        }
        return authority.isBefore(server) ? authority : server;
    }

    /** Rounded to ten seconds, so that the resolution of the Date header is no news. */
    private @Nullable Long skewSeconds() {
        if (answer == null || answer.clockSkew() == null) {
            return old(SiteStatus::clockSkewSeconds);
        }
        return Math.round(answer.clockSkew().toSeconds() / 10.0) * 10;
    }

    private List<Condition> conditions() {
        return Stream.of(connected(), ready(), versionSupported(), certificateValid(), dataAccepted(), clockInSync())
                .map(verdict -> verdict.dated(before, seen.generation(), seen.now()))
                .toList();
    }

    private Verdict connected() {
        var link = seen.facts().link();
        return switch (link.state()) {
            case CONNECTED -> isDirect() ? answers() : reached();
            case DISCONNECTED ->
                no(
                        "Connected",
                        isDirect() ? "KubeconfigUnusable" : "Disconnected",
                        link.message().isEmpty() ? "The site is not connected" : link.message());
            case PENDING ->
                no("Connected", "NeverConnected", "Registered in Rancher, and its agent has never connected");
        };
    }

    /** No Rancher watches over a site that is reached directly: it is connected while it answers. */
    private Verdict answers() {
        return switch (seen.probe()) {
            case null -> unknown("Connected", "NotProbed", "The site has not been asked yet");
            case Failed failed -> no("Connected", failed.reason(), failed.message());
            case Answered ignored -> reached();
        };
    }

    private Verdict reached() {
        return isRebuilt() ? yes("Connected", "Rebuilt", rebuilt()) : yes("Connected", "Connected", "");
    }

    private boolean isDirect() {
        return seen.facts().secret() != null;
    }

    private Verdict ready() {
        var connected = connected();
        if (connected.status().equals("False")) {
            return no("Ready", connected.reason(), connected.message());
        }
        if (isRebuilt()) {
            return no("Ready", "Rebuilt", rebuilt());
        }
        return switch (seen.probe()) {
            case null -> unknown("Ready", "NotProbed", "The site has not been asked yet");
            case Failed failed -> no("Ready", failed.reason(), failed.message());
            case Answered good
            when good.nodesReady() == 0 -> no("Ready", "NoNodeReady", "No node of the site is ready");
            case Answered good
            when good.harvesterVersion() == null ->
                no(
                        "Ready",
                        "NotHarvester",
                        "The site has no readable setting server-version: is it a Harvester cluster?");
            case Answered ignored -> yes("Ready", "Ready", "");
        };
    }

    private String rebuilt() {
        return "Another cluster answers under this name (UID " + (answer == null ? "?" : answer.siteUid())
                + "): if the site was rebuilt, annotate the Site with " + ACCEPT_UID + "=<that UID>";
    }

    private Verdict versionSupported() {
        var text = answer == null ? old(SiteStatus::harvesterVersion) : answer.harvesterVersion();
        if (text == null) {
            return unknown("VersionSupported", "NotProbed", "The site's version is not known");
        }
        var version = HarvesterVersion.of(text);
        if (version == null) {
            return no("VersionSupported", "NotARelease", "'" + text + "' is no release of Harvester");
        }
        return version.isSupported()
                ? yes("VersionSupported", "Supported", "")
                : no(
                        "VersionSupported",
                        "NotSupported",
                        "Granary knows Harvester " + HarvesterVersion.supported() + ", this is " + text);
    }

    private Verdict certificateValid() {
        var expires = expires();
        if (expires == null) {
            return unknown("CertificateValid", "NotKnown", "No certificate of the site was seen");
        }
        if (!expires.isAfter(seen.now())) {
            return no("CertificateValid", "Expired", "A certificate expired at " + text(expires));
        }
        return expires.isBefore(seen.now().plus(EXPIRES_SOON))
                ? yes("CertificateValid", "ExpiresSoon", "A certificate expires at " + text(expires))
                : yes("CertificateValid", "Valid", "");
    }

    private Verdict dataAccepted() {
        var inventory = seen.inventory();
        if (inventory == null) {
            return unknown("DataAccepted", "NotSynced", "The inventory has not read the site yet");
        }
        return inventory.refused() == null
                ? yes("DataAccepted", "Accepted", "")
                : no("DataAccepted", "DataRejected", inventory.refused());
    }

    private Verdict clockInSync() {
        var skew = skewSeconds();
        if (skew == null) {
            return unknown("ClockInSync", "NotKnown", "The site has not told its time");
        }
        return Math.abs(skew) <= IN_SYNC.toSeconds()
                ? yes("ClockInSync", "InSync", "")
                : no(
                        "ClockInSync",
                        "ClockSkew",
                        "The site's clock is " + Math.abs(skew) + " s " + (skew > 0 ? "ahead of" : "behind")
                                + " the hub's: set ntp-servers at the site");
    }

    private String now() {
        return Verdict.text(seen.now());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : Verdict.text(time);
    }
}
