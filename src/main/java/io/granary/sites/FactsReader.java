// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.granary.kernel.SiteId;
import io.granary.kube.PlainText;
import io.granary.sites.core.SiteFacts;
import io.granary.sites.core.SiteFacts.Given;
import io.granary.sites.core.SiteFacts.Link;
import io.granary.sites.core.SiteFacts.LinkState;
import io.granary.sites.core.SiteFacts.Size;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what Rancher, or a Secret, says of a site. */
final class FactsReader {
    private static final int MOST_LABELS = 100;
    private static final String TIME_ZONE = "granary.io/time-zone";
    private final String defaultNamespace;

    FactsReader(String defaultNamespace) {
        this.defaultNamespace = defaultNamespace;
    }

    /** Null for a cluster that is no site: on its way out, or Rancher's own. */
    @Nullable
    SiteFacts of(RancherCluster cluster) {
        var meta = cluster.metadata();
        if (meta.deletionTimestamp() != null
                || meta.name().equals("local")
                || meta.name().length() > 63) {
            return null;
        }
        var spec = Objects.requireNonNullElse(cluster.spec(), new RancherCluster.Spec(null, null));
        var workspace = text(spec.fleetWorkspaceName());
        var name = text(spec.displayName());
        return new SiteFacts(
                new SiteId(meta.name()),
                name.isEmpty() ? meta.name() : name,
                workspace.isEmpty() ? defaultNamespace : workspace,
                carriedOver(meta.labels()),
                link(cluster.status()),
                size(cluster.status()),
                new Given(null, timeZone(meta.annotations())));
    }

    /** A site that is reached directly counts as connected until a probe says otherwise. */
    SiteFacts of(DirectSecret secret) {
        var meta = secret.metadata();
        return new SiteFacts(
                id(secret),
                meta.name(),
                meta.namespace(),
                carriedOver(meta.labels()),
                new Link(LinkState.CONNECTED, "", null),
                Size.UNKNOWN,
                new Given(meta.name(), timeZone(meta.annotations())));
    }

    static SiteId id(DirectSecret secret) {
        var name = secret.metadata().name();
        return new SiteId(name.substring(0, Math.min(name.length(), 63)));
    }

    /** The zone that whoever runs the cluster wrote on it; one that does not exist is as good as none. */
    private static @Nullable String timeZone(@Nullable Map<String, String> annotations) {
        var zone = annotations == null ? null : annotations.get(TIME_ZONE);
        return zone != null && ZoneId.getAvailableZoneIds().contains(zone) ? zone : null;
    }

    /** All labels but those by which Rancher and Kubernetes keep their own books. */
    static Map<String, String> carriedOver(@Nullable Map<String, String> labels) {
        var kept = new TreeMap<String, String>();
        for (var label :
                Objects.requireNonNullElse(labels, Map.<String, String>of()).entrySet()) {
            var slash = label.getKey().indexOf('/');
            var owner = slash < 0 ? "" : label.getKey().substring(0, slash);
            var ours = owner.endsWith("cattle.io") || owner.endsWith("granary.io") || owner.endsWith("kubernetes.io");
            if (!ours && kept.size() < MOST_LABELS) {
                kept.put(label.getKey(), label.getValue());
            }
        }
        return kept;
    }

    private static Link link(RancherCluster.@Nullable Status status) {
        var conditions = status == null || status.conditions() == null
                ? List.<RancherCluster.ClusterCondition>of()
                : status.conditions();
        RancherCluster.ClusterCondition connected = null;
        var why = "";
        for (var condition : conditions) {
            if ("Connected".equals(condition.type())) {
                connected = condition;
            } else if ("Ready".equals(condition.type()) && "False".equals(condition.status())) {
                why = PlainText.of(text(condition.message()), 160);
            }
        }
        if (connected == null) {
            return new Link(LinkState.PENDING, "", null);
        }
        var up = "True".equals(connected.status());
        return new Link(
                up ? LinkState.CONNECTED : LinkState.DISCONNECTED, up ? "" : why, time(connected.lastUpdateTime()));
    }

    private static Size size(RancherCluster.@Nullable Status status) {
        if (status == null) {
            return Size.UNKNOWN;
        }
        var capacity = Objects.requireNonNullElse(status.capacity(), Map.<String, String>of());
        var used = Objects.requireNonNullElse(status.requested(), Map.<String, String>of());
        return new Size(
                status.nodeCount(),
                capacity.get("cpu"),
                capacity.get("memory"),
                used.get("cpu"),
                used.get("memory"),
                expires(status.caCert()));
    }

    /** When a certificate in base64 of PEM ends; null where it is none. */
    static @Nullable Instant expires(@Nullable String encoded) {
        if (encoded == null || encoded.isEmpty() || encoded.length() > 100_000) {
            return null;
        }
        try {
            var pem = new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.US_ASCII);
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return certificate instanceof X509Certificate known
                    ? known.getNotAfter().toInstant()
                    : null;
        } catch (CertificateException | IllegalArgumentException notACertificate) {
            return null;
        }
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException garbage) {
            return null;
        }
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
