// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What RKE2 says of its certificates: from 120 days before they expire, a warning Event for each node, told anew twice
 * an hour ({@code k3s/pkg/certmonitor}).
 */
public final class CertificateMonitor {
    private static final int TOLD_BEFORE = 120;
    private static final String NAMESPACE = "default";

    private CertificateMonitor() {}

    /** The certificates of all nodes last so many days from now on; 120 or more ends the warnings. */
    public static void expire(SiteTroubles troubles, ObjectStore store, int days, Instant now) {
        var at = now.plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        troubles.expireCertificates(new SiteTroubles.Expiry(at, days));
        for (var node : store.list(Kinds.NODE)) {
            var name = node.key().name();
            store.delete(Kinds.EVENT, ObjectKey.of(NAMESPACE, event(name)));
            if (days < TOLD_BEFORE) {
                tell(store, name, at, now);
            }
        }
    }

    private static String event(String node) {
        return node + ".certificates";
    }

    private static void tell(ObjectStore store, String node, Instant at, Instant now) {
        var event = Trees.empty();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("namespace", NAMESPACE).put("name", event(node));
        event.putObject("involvedObject").put("kind", "Node").put("name", node).put("uid", node);
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        event.put("type", "Warning")
                .put("reason", "CertificateExpirationWarning")
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("count", 1)
                .put("message", """
                        Node certificates require attention - restart rke2 on this node to trigger automatic\
                         rotation: kube-apiserver/client-kube-apiserver.crt: certificate CN=system:apiserver will\
                         expire within 120 days at %1$s
                        kube-apiserver/serving-kube-apiserver.crt: certificate CN=kube-apiserver will expire within 120\
                         days at %1$s""".formatted(at));
        event.putObject("source").put("component", "rke2-cert-monitor").put("host", node);
        store.create(Kinds.EVENT, event);
    }
}
