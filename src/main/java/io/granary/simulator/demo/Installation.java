// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts into the local cluster what the charts would put there. */
public final class Installation {
    private static final String NAMESPACE = "granary-system";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String GROUP = "inventory.granary.io";

    private final LocalClient cluster;

    public Installation(LocalClient cluster) {
        this.cluster = cluster;
    }

    /** Applies the custom resource definitions of a directory and says how many; none when there is no directory. */
    public int definitions(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        var yaml = new ObjectMapper(new YAMLFactory());
        int count = 0;
        try (var files = Files.list(directory)) {
            for (var file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    while (documents.hasNext()) {
                        count += definition(documents.next());
                    }
                }
            }
        }
        return count;
    }

    /** The hub's namespace and service account. */
    public void identity() throws IOException {
        cluster.apply("/api/v1/namespaces/" + NAMESPACE, """
                apiVersion: v1
                kind: Namespace
                metadata: {name: granary-system}
                """);
        cluster.apply("/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts/granary", """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: granary, namespace: granary-system}
                """);
    }

    /** Lets everybody ask for rows without naming a site: who asks gets his own, and nobody more by this. */
    public void ownRows() throws IOException {
        cluster.apply(RBAC + "clusterroles/granary:own-rows", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: "granary:own-rows"}
                rules:
                - apiGroups: [inventory.granary.io]
                  resources: [fleetvirtualmachines, myvirtualmachines]
                  verbs: [get, list, watch]
                - {apiGroups: [inventory.granary.io], resources: [virtualmachinequeries], verbs: [create]}
                """);
        cluster.apply(RBAC + "clusterrolebindings/granary:own-rows", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: "granary:own-rows"}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "granary:own-rows"}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}]
                """);
    }

    /**
     * Announces the hub's extension API on that port of this machine; the hub adds its certificate authority itself.
     */
    public void extension(int port) throws IOException {
        cluster.apply("/api/v1/namespaces/" + NAMESPACE + "/services/granary", """
                apiVersion: v1
                kind: Service
                metadata: {name: granary, namespace: granary-system}
                spec: {type: ExternalName, externalName: localhost, ports: [{name: https, port: %d}]}
                """.formatted(port));
        cluster.apply("/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1." + GROUP, """
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1alpha1.inventory.granary.io}
                spec:
                  group: inventory.granary.io
                  version: v1alpha1
                  groupPriorityMinimum: 1000
                  versionPriority: 15
                  service: {name: granary, namespace: granary-system, port: %d}
                """.formatted(port));
    }

    /**
     * Announces the extension to Rancher's pages.
     *
     * @param packageJson the {@code package.json} of the extension, which says for which Rancher it is
     * @param endpoint where its files are, without the {@code /plugin} behind it
     */
    public void plugin(Path packageJson, String endpoint) throws IOException {
        var built = new ObjectMapper().readTree(packageJson.toFile());
        var version = built.path("version").asText();
        cluster.apply("/api/v1/namespaces/cattle-ui-plugin-system", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: cattle-ui-plugin-system}
                """);
        cluster.apply("/apis/catalog.cattle.io/v1/namespaces/cattle-ui-plugin-system/uiplugins/granary", """
                apiVersion: catalog.cattle.io/v1
                kind: UIPlugin
                metadata: {name: granary, namespace: cattle-ui-plugin-system}
                spec:
                  plugin:
                    name: granary
                    version: "%s"
                    endpoint: "%s"
                    noCache: false
                    noAuth: false
                    metadata: %s
                """.formatted(
                        version, endpoint, built.at("/rancher/annotations")));
    }

    private int definition(JsonNode document) throws IOException {
        if (!document.path("kind").asText().equals("CustomResourceDefinition")) {
            return 0;
        }
        var name = document.path("metadata").path("name").asText();
        cluster.apply("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name, document.toString());
        return 1;
    }
}
