// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.SimClock;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectChange;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.StatusException;
import io.granary.simulator.site.ResourceKind;
import io.granary.simulator.site.Seeds;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What Rancher makes of a provisioning Cluster that somebody creates for an import (rancher/rancher
 * pkg/controllers/provisioningv2/cluster, pkg/controllers/management/clusterregistrationtoken): a management Cluster
 * with an id, its namespace, and a registration token, each a moment later than the one before. As since Rancher
 * 2.14.4, the token stands in a Secret, and the URLs of the status hold {@code {token}} in its place.
 */
public final class ImportController {
    private static final GroupResource CLUSTERS = GroupResource.of("provisioning.cattle.io", "clusters");
    private static final GroupResource SECRETS = GroupResource.of("", "secrets");
    private static final String MANAGEMENT = "management.cattle.io/v3";
    private static final String TOKEN = "default-token";
    private static final String TOKEN_SECRET = "crt-token-" + TOKEN;
    private static final Duration STEP = Duration.ofMillis(700);

    private final LocalCluster local;
    private final Seeds seeds;
    private final SimClock clock;
    private final Supplier<String> serverUrl;
    private final Consumer<String> forgotten;

    private ImportController(
            LocalCluster local, Seeds seeds, SimClock clock, Supplier<String> serverUrl, Consumer<String> forgotten) {
        this.local = local;
        this.seeds = seeds;
        this.clock = clock;
        this.serverUrl = serverUrl;
        this.forgotten = forgotten;
    }

    /**
     * Works from now on.
     *
     * @param serverUrl Rancher's own address, known once it listens
     * @param forgotten hears the id of each cluster that was unregistered
     */
    public static ImportController follow(
            LocalCluster local, Seeds seeds, SimClock clock, Supplier<String> serverUrl, Consumer<String> forgotten) {
        var controller = new ImportController(local, seeds, clock, serverUrl, forgotten);
        local.store().onChange(controller::changed);
        return controller;
    }

    /** What Rancher's webhook asks of a cluster that a service account creates. */
    static void validate(Admission admission) {
        var cluster = admission.object();
        if (admission.target().operation() != Admission.Operation.CREATE || cluster == null) {
            return;
        }
        var annotations = cluster.at("/metadata/annotations");
        if (!annotations.has("field.cattle.io/creatorId")
                && !annotations.path("field.cattle.io/no-creator-rbac").asText().equals("true")) {
            throw StatusException.of(
                    422,
                    "Invalid",
                    "admission webhook \"rancher.cattle.io.clusters.provisioning.cattle.io\" denied the request:"
                            + " metadata.annotations[field.cattle.io/creatorId]: Required value");
        }
    }

    private void changed(ObjectChange change) {
        if (!change.resource().equals(CLUSTERS)) {
            return;
        }
        var cluster = new JsonObject(LocalObject.read(change.after().json()).toString());
        var id = cluster.getJsonObject("status", new JsonObject()).getString("clusterName", "");
        switch (change.kind()) {
            case ADDED -> {
                if (id.isEmpty()) {
                    var key = change.after().key();
                    clock.after(STEP, () -> identify(key, cluster));
                }
            }
            case MODIFIED -> {}
            case DELETED -> {
                if (!id.isEmpty()) {
                    forget(id);
                }
            }
        }
    }

    private boolean isThere(ObjectKey key) {
        return local.store().find(CLUSTERS, key).isPresent();
    }

    private void identify(ObjectKey key, JsonObject cluster) {
        if (!isThere(key)) {
            return;
        }
        var metadata = cluster.getJsonObject("metadata");
        var id = "c-m-" + seeds.of(metadata.getString("uid")).suffix(8);
        put(
                "v1",
                "Namespace",
                object("v1", "Namespace", "", id).with("status", new JsonObject().put("phase", "Active")));
        put(
                MANAGEMENT,
                "Cluster",
                object(MANAGEMENT, "Cluster", "", id)
                        .labels(metadata.getJsonObject("labels", new JsonObject()))
                        .annotations(new JsonObject()
                                .put("objectset.rio.cattle.io/owner-gvk", "provisioning.cattle.io/v1, Kind=Cluster")
                                .put("objectset.rio.cattle.io/owner-name", key.name())
                                .put("objectset.rio.cattle.io/owner-namespace", key.namespace()))
                        .with(
                                "spec",
                                new JsonObject()
                                        .put("displayName", key.name())
                                        .put("internal", false)
                                        .put("fleetWorkspaceName", key.namespace())
                                        .put("importedConfig", new JsonObject()))
                        .with("status", RancherObjects.pending()));
        local.store().update(CLUSTERS, key, stored -> {
            stored.withObject("/status")
                    .put("observedGeneration", 1)
                    .put("clusterName", id)
                    .put("fleetWorkspaceName", key.namespace());
            return stored;
        });
        clock.after(STEP, () -> {
            if (isThere(key)) {
                token(id);
            }
        });
    }

    private void token(String id) {
        var secret = seeds.of(id).of("token").suffix(54);
        put(
                "v1",
                "Secret",
                object("v1", "Secret", id, TOKEN_SECRET)
                        .with("type", "Opaque")
                        .with("data", new JsonObject().put("token", encoded(secret))));
        var url = serverUrl.get() + "/v3/import/{token}_" + id + ".yaml";
        put(
                MANAGEMENT,
                "ClusterRegistrationToken",
                object(MANAGEMENT, "ClusterRegistrationToken", id, TOKEN)
                        .with("spec", new JsonObject().put("clusterName", id))
                        .with(
                                "status",
                                new JsonObject()
                                        .put("token", "")
                                        .put("tokenSecretName", TOKEN_SECRET)
                                        .put("manifestUrl", url)
                                        .put("command", "kubectl apply -f " + url)));
    }

    /** The id of the cluster that this URL registers; empty where Rancher does not know its token. */
    public Optional<String> registers(String url) {
        var parts = url.split("/v3/import/", 2);
        if (parts.length < 2
                || !parts[0].equals(serverUrl.get())
                || !parts[1].matches("[a-z0-9]+_c-[a-z0-9-]+\\.yaml")) {
            return Optional.empty();
        }
        var token = parts[1].substring(0, parts[1].indexOf('_'));
        var id = parts[1].substring(parts[1].indexOf('_') + 1, parts[1].length() - ".yaml".length());
        return local.store()
                .find(SECRETS, ObjectKey.of(id, TOKEN_SECRET))
                .filter(found -> LocalObject.read(found.json())
                        .at("/data/token")
                        .asText()
                        .equals(encoded(token)))
                .map(found -> id);
    }

    /** The name and workspace of a registered cluster. */
    public Optional<ObjectKey> named(String id) {
        return local.store().list(CLUSTERS).stream()
                .filter(found -> LocalObject.read(found.json())
                        .at("/status/clusterName")
                        .asText()
                        .equals(id))
                .map(found -> found.key())
                .findFirst();
    }

    private void forget(String id) {
        local.remove(ResourceKind.named(MANAGEMENT, "ClusterRegistrationToken"), ObjectKey.of(id, TOKEN));
        local.store().delete(SECRETS, ObjectKey.of(id, TOKEN_SECRET));
        local.remove(ResourceKind.named(MANAGEMENT, "Cluster"), ObjectKey.cluster(id));
        local.remove(ResourceKind.named("v1", "Namespace"), ObjectKey.cluster(id));
        forgotten.accept(id);
    }

    private void put(String groupVersion, String kind, ObjectBuilder builder) {
        if (groupVersion.equals("v1") && kind.equals("Secret")) {
            local.store().create(SECRETS, builder.build().tree());
        } else {
            local.put(ResourceKind.named(groupVersion, kind), builder.build());
        }
    }

    private ObjectBuilder object(String groupVersion, String kind, String namespace, String name) {
        var uid = seeds.of(groupVersion + kind + namespace).of(name).uuid().toString();
        return new ObjectBuilder(groupVersion, kind, namespace, name, uid);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
