// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api.core;

import java.util.List;
import java.util.Optional;

/**
 * The resources of inventory.granary.io/v1alpha1. No kind that holds rows advertises create, delete, deletecollection
 * or watch: garbage collection, quota, the namespace controller and Steve's caches then leave them alone, while watch
 * is served to whoever asks (kubectl, client-go and fabric8 do not look at the verbs first).
 */
public final class ApiKinds {
    public static final String GROUP = "inventory.granary.io";
    public static final String VERSION = "v1alpha1";
    public static final String GROUP_VERSION = GROUP + '/' + VERSION;

    public static final Resource FLEET_VMS = new Resource(
            "fleetvirtualmachines",
            "fleetvirtualmachine",
            "FleetVirtualMachine",
            Scope.NAMESPACED,
            List.of("get", "list"),
            List.of("fleetvms", "fleetvm"));
    public static final Resource MY_VMS = new Resource(
            "myvirtualmachines",
            "myvirtualmachine",
            "MyVirtualMachine",
            Scope.CLUSTER,
            List.of("get", "list"),
            List.of("myvms", "myvm"));
    public static final Resource QUERIES = new Resource(
            "virtualmachinequeries",
            "virtualmachinequery",
            "VirtualMachineQuery",
            Scope.CLUSTER,
            List.of("create"),
            List.of("vmquery"));

    public static final Resource SITE_PLANS = new Resource(
            "siteplans", "siteplan", "SitePlan", Scope.NAMESPACED, List.of("get", "list"), List.of("gplan"));

    public static final Resource IMAGE_UPLOADS = new Resource(
            "imageuploads", "imageupload", "ImageUpload", Scope.NAMESPACED, List.of("create", "get"), List.of());

    public static final List<Resource> ALL = List.of(FLEET_VMS, MY_VMS, QUERIES, SITE_PLANS, IMAGE_UPLOADS);

    private ApiKinds() {}

    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    /** One resource, as discovery tells it. */
    public record Resource(
            String plural, String singular, String kind, Scope scope, List<String> verbs, List<String> shortNames) {
        /** Whether discovery tells this verb. */
        public boolean can(String verb) {
            return verbs.contains(verb);
        }
    }

    public static Optional<Resource> byPlural(String plural) {
        return ALL.stream().filter(one -> one.plural().equals(plural)).findFirst();
    }
}
