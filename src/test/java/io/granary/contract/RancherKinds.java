// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As much of Rancher's kinds as a cluster needs to hold their objects. */
final class RancherKinds {
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %1$s.%2$s}
            spec:
              group: %2$s
              scope: %5$s
              names: {plural: %1$s, kind: %4$s}
              versions:
              - name: %3$s
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;
    static final String DEFINITIONS = Stream.of(
                    DEFINITION.formatted("clusters", "management.cattle.io", "v3", "Cluster", "Cluster"),
                    DEFINITION.formatted("clusters", "provisioning.cattle.io", "v1", "Cluster", "Namespaced"),
                    DEFINITION.formatted("users", "management.cattle.io", "v3", "User", "Cluster"),
                    DEFINITION.formatted("globalroles", "management.cattle.io", "v3", "GlobalRole", "Cluster"),
                    DEFINITION.formatted(
                            "globalrolebindings", "management.cattle.io", "v3", "GlobalRoleBinding", "Cluster"),
                    DEFINITION.formatted("tokens", "management.cattle.io", "v3", "Token", "Cluster"),
                    DEFINITION.formatted("settings", "management.cattle.io", "v3", "Setting", "Cluster"),
                    DEFINITION.formatted("uiplugins", "catalog.cattle.io", "v1", "UIPlugin", "Namespaced"))
            .collect(Collectors.joining("---\n"));

    private RancherKinds() {}
}
