// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

/** The condition Available of an APIService (kube-aggregator {@code remote_available_controller.go}). */
record Availability(boolean available, String reason, String message) {
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");
    static final Availability LOCAL = new Availability(true, "Local", "Local APIServices are always available");

    static Availability noService(String namespace, String name) {
        return new Availability(
                false, "ServiceNotFound", "service/%s in \"%s\" is not present".formatted(name, namespace));
    }

    static Availability noEndpoints(String namespace, String name) {
        return new Availability(
                false,
                "MissingEndpoints",
                "endpoints for service/%s in \"%s\" have no addresses".formatted(name, namespace));
    }

    static Availability failed(String path, String why) {
        return new Availability(
                false, "FailedDiscoveryCheck", "failing or missing response from %s: %s".formatted(path, why));
    }
}
