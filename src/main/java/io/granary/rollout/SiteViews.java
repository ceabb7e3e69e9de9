// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.crd.v1alpha1.SiteSpec;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import io.granary.kube.HubObject;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.rollout.core.Spans;
import io.granary.sites.SiteLink;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Site object as the engine sees it. What a person wrote that cannot be read holds the site. */
final class SiteViews {
    private SiteViews() {}

    /** The id of its Rancher cluster, or the empty string before it has one. */
    static String cluster(HubObject<SiteSpec, SiteStatus> site) {
        var status = site.status();
        return status == null ? "" : Objects.requireNonNullElse(status.clusterID(), "");
    }

    static SiteUid uid(HubObject<SiteSpec, SiteStatus> site) {
        var status = site.status();
        var own = status == null ? null : status.siteUID();
        return new SiteUid(own == null ? cluster(site) : cluster(site) + "." + own);
    }

    static SiteView of(HubObject<SiteSpec, SiteStatus> site, @Nullable SiteLink link, Instant now) {
        var spec = Objects.requireNonNullElse(site.spec(), SiteSpec.EMPTY);
        var meta = site.metadata();
        var created = meta.creationTimestamp();
        var joined = created == null ? Instant.EPOCH : Instant.parse(created);
        return new SiteView(
                uid(site),
                meta.name(),
                meta.labels(),
                calendar(spec),
                joined,
                contact(site.status(), link, joined, now),
                skew(site.status()),
                hold(spec, now));
    }

    /** One that never answered is away since it joined, which is when the rollout's patience with it begins. */
    private static SiteView.Contact contact(
            @Nullable SiteStatus status, @Nullable SiteLink link, Instant joined, Instant now) {
        var contact = status == null ? null : status.connectivity();
        var reachable = link != null
                && link.connected()
                && status != null
                && status.siteUID() != null
                && contact != null
                && contact.state() == ConnectivityState.Connected;
        var seen = contact == null ? null : instant(contact.lastSeen());
        return new SiteView.Contact(reachable, reachable ? now : Objects.requireNonNullElse(seen, joined));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static Duration skew(@Nullable SiteStatus status) {
        var seconds = status == null ? null : status.clockSkewSeconds();
        return seconds == null ? Duration.ZERO : Duration.ofSeconds(Math.abs(seconds));
    }

    private static SiteView.@Nullable Hold hold(SiteSpec spec, Instant now) {
        if (spec.timeZone() != null && zone(spec.timeZone()) == null) {
            return new SiteView.Hold(
                    "spec.timeZone of the Site is no IANA zone: write such as Europe/Zurich", Instant.MAX);
        }
        var hold = spec.hold();
        if (hold == null) {
            return null;
        }
        var until = hold.until() == null
                ? Instant.MAX
                : java.time.OffsetDateTime.parse(hold.until()).toInstant();
        return until.isAfter(now) ? new SiteView.Hold(hold.reason(), until) : null;
    }

    private static SiteCalendar calendar(SiteSpec spec) {
        var windows = Objects.requireNonNullElse(spec.maintenance(), List.<SiteSpec.MaintenanceWindow>of());
        return new SiteCalendar(
                zone(spec.timeZone()),
                windows.stream()
                        .map(window -> new SiteCalendar.Weekly(
                                days(window),
                                LocalTime.parse(window.start()),
                                Spans.parse(window.duration(), Duration.ZERO)))
                        .toList());
    }

    private static Set<DayOfWeek> days(SiteSpec.MaintenanceWindow window) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (var day : Objects.requireNonNullElse(window.days(), List.<SiteSpec.Day>of())) {
            days.add(DayOfWeek.of(day.ordinal() + 1));
        }
        return days;
    }

    private static @Nullable ZoneId zone(@Nullable String name) {
        try {
            return name == null ? null : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return null;
        }
    }
}
