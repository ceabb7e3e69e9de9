// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One served version of a kind, as discovery describes it.
 *
 * @param storageVersion the version written into stored objects
 * @param schema OpenAPI v3 schema of the kind, references resolved by {@link SchemaSource}; null accepts anything
 */
public record ResourceType(
        String group,
        String version,
        Names names,
        Scope scope,
        String storageVersion,
        Set<String> verbs,
        Subresources subresources,
        @Nullable SchemaSource schema,
        List<PrinterColumn> columns,
        Set<String> selectableFields) {
    public static final Set<String> ALL_VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    /** Whether objects stand in namespaces. */
    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    /** What the kind is called. */
    public record Names(
            String kind,
            String plural,
            String singular,
            String listKind,
            List<String> shortNames,
            List<String> categories) {
        public static Names of(String kind, String plural, String... shortNames) {
            return new Names(
                    kind,
                    plural,
                    kind.toLowerCase(java.util.Locale.ROOT),
                    kind + "List",
                    List.of(shortNames),
                    List.of());
        }
    }

    /**
     * What lies below an object.
     *
     * @param status whether {@code status} is written only through its subresource; Harvester's kinds have none
     * @param scale where the replicas stand; null means no scale
     * @param others further names, with the verbs discovery shows, as {@code "start"}
     */
    public record Subresources(boolean status, @Nullable ScalePaths scale, Set<String> others) {
        public static final Subresources NONE = new Subresources(false, null, Set.of());
        public static final Subresources STATUS = new Subresources(true, null, Set.of());
    }

    /** JSONPaths of a CRD's scale subresource. */
    public record ScalePaths(
            String specReplicas,
            String statusReplicas,
            @Nullable String labelSelector) {}

    /** A column of a Table; priority above 0 shows with {@code -o wide} only. */
    public record PrinterColumn(
            String name, String type, String format, String description, int priority, String jsonPath) {}

    /** Where a schema comes from: parsed once, and shared by all servers. */
    public record SchemaSource(Origin origin, String definition, JsonNode schema) {
        /** A CRD's is structural: validated and pruned; a built-in one only guides merging. */
        public enum Origin {
            BUILT_IN,
            CUSTOM
        }
    }

    /** A namespaced or cluster-scoped kind without schema and with everything else as usual. */
    public static ResourceType of(String group, String version, Names names, Scope scope) {
        return new ResourceType(
                group, version, names, scope, version, ALL_VERBS, Subresources.NONE, null, List.of(), Set.of());
    }

    public ResourceType with(Subresources changed) {
        return new ResourceType(
                group, version, names, scope, storageVersion, verbs, changed, schema, columns, selectableFields);
    }

    public ResourceType with(List<PrinterColumn> changed) {
        return new ResourceType(
                group, version, names, scope, storageVersion, verbs, subresources, schema, changed, selectableFields);
    }

    /**
     * Adds fields that a field selector may name besides metadata.name and metadata.namespace, as
     * {@code spec.nodeName}.
     */
    public ResourceType selectableBy(String... fields) {
        return new ResourceType(
                group, version, names, scope, storageVersion, verbs, subresources, schema, columns, Set.of(fields));
    }

    /** Serves only these verbs, as create-only reviews do. */
    public ResourceType serving(String... served) {
        return new ResourceType(
                group,
                version,
                names,
                scope,
                storageVersion,
                Set.of(served),
                subresources,
                schema,
                columns,
                selectableFields);
    }

    public boolean namespaced() {
        return scope == Scope.NAMESPACED;
    }

    public String kind() {
        return names.kind();
    }

    public String plural() {
        return names.plural();
    }

    public GroupResource groupResource() {
        return new GroupResource(group, names.plural());
    }

    /** As in an object: {@code v1}, {@code kubevirt.io/v1}. */
    public String apiVersion() {
        return groupVersion(group, version);
    }

    static String groupVersion(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
