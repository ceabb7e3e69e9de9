// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.kube;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object of one of Granary's own kinds, as the rooms handle it: the specification and the status are records of the
 * {@code crd} room. Holds all that a replacing write must not lose.
 *
 * @param spec null where the object has none
 * @param status null before anybody wrote one
 */
public record HubObject<S, T>(
        String apiVersion,
        String kind,
        Meta metadata,
        @Nullable S spec,
        @Nullable T status) {

    /**
     * The metadata that Granary reads or must keep. Who manages which field is left out: a server keeps that by itself.
     *
     * @param namespace the empty string for kinds without namespaces
     * @param resourceVersion null before the object is stored
     * @param generation counts the changes of the spec; null before the object is stored
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Meta(
            String namespace,
            String name,
            @Nullable String uid,
            @Nullable String resourceVersion,
            @Nullable Long generation,
            @Nullable String creationTimestamp,
            @Nullable String deletionTimestamp,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<String> finalizers,
            List<JsonNode> ownerReferences) {

        public Meta {
            namespace = Objects.requireNonNullElse(namespace, "");
            labels = labels == null ? Map.of() : Map.copyOf(labels);
            annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
            finalizers = finalizers == null ? List.of() : List.copyOf(finalizers);
            ownerReferences = ownerReferences == null ? List.of() : List.copyOf(ownerReferences);
        }

        /** Of an object that is not stored yet. */
        public static Meta of(String namespace, String name, Map<String, String> labels) {
            return new Meta(namespace, name, null, null, null, null, null, labels, Map.of(), List.of(), List.of());
        }

        /** Of one stored object, or of one version of it, and nothing else: what is left out is left as it is. */
        public static Meta of(String namespace, String name, @Nullable String uid, @Nullable String resourceVersion) {
            return new Meta(
                    namespace, name, uid, resourceVersion, null, null, null, Map.of(), Map.of(), List.of(), List.of());
        }

        public Meta withLabels(Map<String, String> other, Map<String, String> otherAnnotations) {
            return new Meta(
                    namespace,
                    name,
                    uid,
                    resourceVersion,
                    generation,
                    creationTimestamp,
                    deletionTimestamp,
                    other,
                    otherAnnotations,
                    finalizers,
                    ownerReferences);
        }

        public Meta withFinalizers(List<String> other) {
            return new Meta(
                    namespace,
                    name,
                    uid,
                    resourceVersion,
                    generation,
                    creationTimestamp,
                    deletionTimestamp,
                    labels,
                    annotations,
                    other,
                    ownerReferences);
        }

        /** Goes when its owner goes. */
        public Meta ownedBy(JsonNode reference) {
            return new Meta(
                    namespace,
                    name,
                    uid,
                    resourceVersion,
                    generation,
                    creationTimestamp,
                    deletionTimestamp,
                    labels,
                    annotations,
                    finalizers,
                    List.of(reference));
        }
    }

    /** The kind whose definition the class of the {@code crd} room describes. */
    public static <S, T> ResourceType<HubObject<S, T>> type(
            Class<? extends CustomResource<S, T>> kind, Class<S> spec, Class<T> status) {
        var java = Wire.mapper().getTypeFactory().constructParametricType(HubObject.class, spec, status);
        return new ResourceType<>(
                HasMetadata.getApiVersion(kind), HasMetadata.getPlural(kind), java, HubObject::identity);
    }

    /** A new object of a kind. */
    public static <S, T> HubObject<S, T> of(Class<? extends CustomResource<S, T>> kind, Meta metadata, S spec) {
        return new HubObject<>(HasMetadata.getApiVersion(kind), HasMetadata.getKind(kind), metadata, spec, null);
    }

    public HubObject<S, T> with(Meta other) {
        return new HubObject<>(apiVersion, kind, other, spec, status);
    }

    public HubObject<S, T> withSpec(S other) {
        return new HubObject<>(apiVersion, kind, metadata, other, status);
    }

    public HubObject<S, T> withStatus(T other) {
        return new HubObject<>(apiVersion, kind, metadata, spec, other);
    }

    private ResourceType.Identity identity() {
        return new ResourceType.Identity(
                metadata.namespace(),
                metadata.name(),
                Objects.requireNonNullElse(metadata.uid(), ""),
                Objects.requireNonNullElse(metadata.resourceVersion(), ""));
    }
}
