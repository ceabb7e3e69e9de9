// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.site.ResourceKind;
import io.granary.simulator.site.Seeds;
import io.granary.simulator.site.SitePlan;
import io.granary.simulator.site.SitePlan.Link;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes what Rancher keeps in its local cluster: a pair of Cluster objects for each site, settings, the hub's user.
 */
public final class RancherObjects {
    private static final String MANAGEMENT = "management.cattle.io/v3";
    private static final String PROVISIONING = "provisioning.cattle.io/v1";
    private static final String WORKSPACE = "fleet-default";

    private final LocalCluster local;
    private final Seeds seeds;

    public RancherObjects(LocalCluster local, Seeds seeds) {
        this.local = local;
        this.seeds = seeds;
    }

    /** Settings that a client looks for, the namespaces and the local cluster itself. */
    public void writeBasics(String serverUrl, String authorityPem) {
        List.of("default", "kube-system", "cattle-system", WORKSPACE, "fleet-local")
                .forEach(this::writeNamespace);
        writeSettings(serverUrl, authorityPem);
        writeLocal();
    }

    private void writeNamespace(String name) {
        local.put(
                ResourceKind.named("v1", "Namespace"),
                object("v1", "Namespace", "", name)
                        .with("spec", new JsonObject().put("finalizers", new JsonArray().add("kubernetes")))
                        .with("status", new JsonObject().put("phase", "Active"))
                        .build());
    }

    /** Where Rancher is, and whose certificates it shows. */
    public void writeSettings(String serverUrl, String authorityPem) {
        Map.of(
                        "server-url", serverUrl,
                        "internal-server-url", serverUrl,
                        "cacerts", authorityPem,
                        "internal-cacerts", authorityPem,
                        "server-version", "v2.14.4",
                        "auth-token-max-ttl-minutes", "129600")
                .forEach((name, value) -> local.put(
                        ResourceKind.named(MANAGEMENT, "Setting"),
                        object(MANAGEMENT, "Setting", "", name)
                                .with("value", value)
                                .with("default", "")
                                .with("source", "")
                                .build()));
    }

    private void writeLocal() {
        local.put(
                ResourceKind.named(MANAGEMENT, "Cluster"),
                object(MANAGEMENT, "Cluster", "", "local")
                        .with(
                                "spec",
                                new JsonObject().put("displayName", "local").put("internal", true))
                        .with("status", new JsonObject().put("driver", "k3s").put("provider", "k3s"))
                        .build());
        local.put(
                ResourceKind.named(MANAGEMENT, "User"),
                object(MANAGEMENT, "User", "", "u-granary01")
                        .with("displayName", "Granary hub")
                        .with("username", "granary")
                        .with("enabled", true)
                        .build());
    }

    /** The site's two Cluster objects and its namespace, as they are while its link is so. */
    public void write(SitePlan site, Link link, Instant since) {
        writeNamespace(site.clusterId());
        local.put(ResourceKind.named(MANAGEMENT, "Cluster"), management(site, link, since));
        local.put(ResourceKind.named(PROVISIONING, "Cluster"), provisioning(site, link, since));
    }

    /** The site was taken out of Rancher; it lives on by itself. */
    public void remove(SitePlan site) {
        local.remove(
                ResourceKind.named(PROVISIONING, "Cluster"),
                ObjectKey.of(WORKSPACE, site.identity().provisioningName()));
        local.remove(ResourceKind.named(MANAGEMENT, "Cluster"), ObjectKey.cluster(site.clusterId()));
        local.remove(ResourceKind.named("v1", "Namespace"), ObjectKey.cluster(site.clusterId()));
    }

    private LocalObject management(SitePlan site, Link link, Instant since) {
        var spec = new JsonObject()
                .put("displayName", site.name())
                .put("description", "")
                .put("internal", false)
                .put("fleetWorkspaceName", WORKSPACE)
                .put("windowsPreferedCluster", false)
                .put("importedConfig", new JsonObject());
        var annotations = new JsonObject()
                .put("objectset.rio.cattle.io/owner-gvk", "provisioning.cattle.io/v1, Kind=Cluster")
                .put("objectset.rio.cattle.io/owner-name", site.identity().provisioningName())
                .put("objectset.rio.cattle.io/owner-namespace", WORKSPACE);
        return object(MANAGEMENT, "Cluster", "", site.clusterId())
                .labels(labels(site))
                .annotations(
                        annotations.put("granary.io/time-zone", site.place().timeZone()))
                .with("spec", spec)
                .with("status", link == Link.PENDING ? pending() : known(site, link, since))
                .build();
    }

    private static JsonObject known(SitePlan site, Link link, Instant since) {
        int nodes = site.size().nodes();
        var capacity = new JsonObject()
                .put("cpu", Integer.toString(nodes * (site.isDatacenter() ? 64 : 16)))
                .put("memory", nodes * (site.isDatacenter() ? 527_713_328L : 131_414_808L) + "Ki")
                .put("pods", Integer.toString(nodes * 200));
        var conditions = new JsonArray();
        if (link == Link.CONNECTED) {
            conditions.add(condition("Connected", "True", since)).add(condition("Ready", "True", since));
        } else {
            conditions
                    .add(condition("Connected", "False", since))
                    .add(condition("Ready", "False", since)
                            .put("reason", "Disconnected")
                            .put("message", "Cluster agent is not connected"));
        }
        for (var type : List.of("AgentDeployed", "Provisioned", "Waiting", "SystemAccountCreated")) {
            conditions.add(condition(type, "True", site.installedAt()));
        }
        return new JsonObject()
                .put("driver", "rke2")
                .put("provider", "harvester")
                .put("agentImage", "rancher/rancher-agent:v2.14.4")
                .put("apiEndpoint", "https://10.53.0.1:443")
                .put("nodeCount", nodes)
                .put("linuxWorkerCount", nodes)
                .put(
                        "version",
                        new JsonObject()
                                .put("major", "1")
                                .put("minor", site.release().kubernetes().substring(3, 5))
                                .put("gitVersion", site.release().kubernetes())
                                .put("platform", "linux/amd64"))
                .put("capacity", capacity)
                .put("allocatable", capacity.copy())
                .put("conditions", conditions);
    }

    static JsonObject pending() {
        return new JsonObject()
                .put(
                        "conditions",
                        new JsonArray()
                                .add(new JsonObject().put("type", "Pending").put("status", "True"))
                                .add(new JsonObject()
                                        .put("type", "Waiting")
                                        .put("status", "Unknown")
                                        .put("message", "Waiting for API to be available")));
    }

    private LocalObject provisioning(SitePlan site, Link link, Instant since) {
        var name = site.identity().provisioningName();
        var annotations = new JsonObject()
                .put("field.cattle.io/creatorId", "user-x7k2p")
                .put("granary.io/time-zone", site.place().timeZone());
        if (!name.equals(site.name())) {
            annotations.put("provisioning.cattle.io/management-cluster-display-name", site.name());
        }
        var connected = link == Link.CONNECTED ? "True" : "False";
        var status = new JsonObject()
                .put("observedGeneration", 1)
                .put("clusterName", site.clusterId())
                .put("fleetWorkspaceName", WORKSPACE);
        if (link != Link.PENDING) {
            status.put("clientSecretName", name + "-kubeconfig")
                    .put("agentDeployed", true)
                    .put("ready", link == Link.CONNECTED)
                    .put(
                            "conditions",
                            new JsonArray()
                                    .add(condition("Ready", connected, since))
                                    .add(condition("Connected", connected, since))
                                    .add(condition("Provisioned", "True", site.installedAt())));
        }
        return object(PROVISIONING, "Cluster", WORKSPACE, name)
                .labels(labels(site))
                .annotations(annotations)
                .with("spec", new JsonObject())
                .with("status", status)
                .build();
    }

    private static JsonObject labels(SitePlan site) {
        var labels = new JsonObject().put("provider.cattle.io", "harvester");
        site.labels().forEach(labels::put);
        return labels;
    }

    private static JsonObject condition(String type, String status, Instant since) {
        return new JsonObject()
                .put("type", type)
                .put("status", status)
                .put(
                        "lastUpdateTime",
                        Instant.ofEpochSecond(since.getEpochSecond()).toString());
    }

    private ObjectBuilder object(String groupVersion, String kind, String namespace, String name) {
        var uid = seeds.of(groupVersion + kind + namespace).of(name).uuid().toString();
        return new ObjectBuilder(groupVersion, kind, namespace, name, uid);
    }
}
