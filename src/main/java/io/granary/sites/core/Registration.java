// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites.core;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.SiteStatus;
import io.granary.crd.v1alpha1.SiteStatus.Connectivity;
import io.granary.crd.v1alpha1.SiteStatus.ConnectivityState;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the hub's side still knows a site: the condition {@code Registered} of its Site object. */
public enum Registration {
    LISTED("True", "Registered", ""),
    /** See {@link RemovalGuard}. */
    HELD(
            "Unknown",
            "RemovalHeld",
            "Rancher no longer lists this site, nor many others: it is kept until Rancher lists it again. If it is"
                    + " gone on purpose, annotate the Site with " + Registration.CONFIRM
                    + "=true, or set granary.sites.removal-limit to 100 for all sites"),
    REMOVED(
            "False",
            "RemovedFromRancher",
            "Rancher no longer has the cluster: the Site is kept for a while, in case it comes back, and then deleted"),
    SECRET_DELETED(
            "False",
            "SecretDeleted",
            "The Secret that led to the site is gone: the Site is kept for a while, in case it comes back, and then"
                    + " deleted");

    /** Written by a person on a Site whose removal is held. */
    public static final String CONFIRM = "granary.io/confirm-removal";

    private static final String TYPE = "Registered";
    static final SiteStatus NOTHING =
            new SiteStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, List.of());

    private final String status;
    private final String reason;
    private final String message;

    Registration(String status, String reason, String message) {
        this.status = status;
        this.reason = reason;
        this.message = message;
    }

    /** What a stored status says; {@link #LISTED} where it says nothing. */
    public static Registration of(@Nullable SiteStatus stored) {
        var condition = condition(stored);
        for (var each : values()) {
            if (condition != null && each.reason.equals(condition.reason())) {
                return each;
            }
        }
        return LISTED;
    }

    public boolean isGone() {
        return this == REMOVED || this == SECRET_DELETED;
    }

    /** When a site that is gone was found so; {@code now} where the status does not tell. */
    public static Instant since(@Nullable SiteStatus stored, Instant now) {
        var condition = condition(stored);
        try {
            return condition == null ? now : Instant.parse(condition.lastTransitionTime());
        } catch (DateTimeParseException foreign) {
            return now;
        }
    }

    /** How long until a site that is gone is forgotten; zero or less when it is time. */
    public static Duration left(@Nullable SiteStatus stored, Duration keep, Instant now) {
        return Duration.between(now, since(stored, now).plus(keep));
    }

    /** The stored status with this condition, of a site that nothing else is known of. */
    public SiteStatus on(@Nullable SiteStatus stored, long generation, Instant now) {
        return on(stored == null ? NOTHING : stored, stored, generation, now);
    }

    /** This status with the condition, dated by the one before. */
    public SiteStatus on(SiteStatus status, @Nullable SiteStatus before, long generation, Instant now) {
        var conditions = new ArrayList<Condition>();
        for (var known : status.conditions()) {
            if (!known.type().equals(TYPE)) {
                conditions.add(isGone() ? away(known, generation, now) : known);
            }
        }
        conditions.add(new Verdict(TYPE, this.status, reason, message).dated(before, generation, now));
        var connectivity = isGone() ? away(status.connectivity(), now) : status.connectivity();
        return status.with(connectivity, status.activity(), conditions);
    }

    private Condition away(Condition known, long generation, Instant now) {
        if (!known.type().equals("Ready") && !known.type().equals("Connected")) {
            return known;
        }
        var since = known.status().equals("False") ? known.lastTransitionTime() : Verdict.text(now);
        return new Condition(known.type(), "False", generation, since, reason, message);
    }

    private Connectivity away(@Nullable Connectivity known, Instant now) {
        if (known != null && known.reason().equals(reason)) {
            return known;
        }
        var seen = known == null ? null : known.lastSeen();
        return new Connectivity(ConnectivityState.Disconnected, reason, Verdict.text(now), seen);
    }

    private static @Nullable Condition condition(@Nullable SiteStatus status) {
        return status == null
                ? null
                : status.conditions().stream()
                        .filter(each -> each.type().equals(TYPE))
                        .findFirst()
                        .orElse(null);
    }
}
