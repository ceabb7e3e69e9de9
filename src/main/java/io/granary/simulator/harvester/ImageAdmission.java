// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.Admission.Operation;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.ObjectStore;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Harvester writes into and refuses of a VirtualMachineImage (Harvester {@code pkg/image/common/mutator.go} and
 * {@code validator.go}, {@code pkg/image/backingimage}).
 */
final class ImageAdmission {
    static final String DISPLAY_NAME = "harvesterhci.io/imageDisplayName";
    static final String CLASS = "harvesterhci.io/storageClassName";
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final Pattern LABEL = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Set<String> SOURCES = Set.of("download", "upload", "export-from-volume", "restore", "clone");
    private static final Set<String> WITH_URL = Set.of("download", "restore");
    private static final Set<String> TAKEN_OVER = Set.of(
            "nodeSelector", "diskSelector", "numberOfReplicas", "staleReplicaTimeout", "dataLocality", "encrypted");

    private ImageAdmission() {}

    static void mutate(Admission admission) {
        var image = admission.object();
        if (image == null) {
            return;
        }
        if (admission.target().operation() == Operation.CREATE) {
            complete(image);
            takeParameters(image, admission.store());
        }
        takeClass(image, admission.store());
    }

    /** The defaults of the CRD and of the mutator. */
    private static void complete(ObjectNode image) {
        var spec = Trees.child(image, "spec");
        if (!spec.has("retry")) {
            spec.put("retry", 3);
        }
        if (spec.path("backend").asText().isEmpty()) {
            spec.put("backend", "backingimage");
        }
        Trees.child(Trees.child(image, "metadata"), "labels")
                .put(DISPLAY_NAME, spec.path("displayName").asText());
    }

    /** The parameters are those of the class that the annotation names, or of the default one, whoever wished what. */
    private static void takeParameters(ObjectNode image, ObjectStore store) {
        var spec = Trees.child(image, "spec");
        if (!spec.path("backend").asText().equals("backingimage")) {
            return;
        }
        var base = baseClass(image.at("/metadata/annotations").path(CLASS).asText(), store);
        var parameters = Trees.empty()
                .put("numberOfReplicas", "3")
                .put("staleReplicaTimeout", "30")
                .put("migratable", "true");
        base.path("parameters").properties().stream()
                .filter(entry ->
                        TAKEN_OVER.contains(entry.getKey()) || entry.getKey().startsWith("csi.storage.k8s.io/"))
                .forEach(entry -> parameters.set(entry.getKey(), entry.getValue()));
        spec.set("storageClassParameters", parameters);
    }

    private static JsonNode baseClass(String name, ObjectStore store) {
        if (name.isEmpty()) {
            return defaultClass(store);
        }
        var found = Trees.find(store, Kinds.STORAGE_CLASS, ObjectKey.cluster(name))
                .orElseThrow(
                        () -> Webhook.MUTATOR.internal("storageclass.storage.k8s.io \"%s\" not found".formatted(name)));
        if (!found.at("/parameters/backingImage").asText().isEmpty()) {
            throw Webhook.MUTATOR.internal(
                    "can not use a backing image storageClass as the base storageClass template");
        }
        return found;
    }

    private static ObjectNode defaultClass(ObjectStore store) {
        return store.list(Kinds.STORAGE_CLASS).stream()
                .map(Trees::of)
                .filter(found -> found.at("/metadata/annotations")
                        .path(DEFAULT_CLASS)
                        .asText()
                        .equals("true"))
                .findFirst()
                .orElseThrow(() -> Webhook.MUTATOR.internal("no default storageClass found for backingImage"));
    }

    /** The annotation and the target class say the same, and both say something. */
    private static void takeClass(ObjectNode image, ObjectStore store) {
        var annotations = Trees.child(Trees.child(image, "metadata"), "annotations");
        var spec = Trees.child(image, "spec");
        var annotated = annotations.path(CLASS).asText();
        var target = spec.path("targetStorageClassName").asText();
        var chosen = annotated.isEmpty() ? target : annotated;
        if (chosen.isEmpty()) {
            chosen = Trees.key(defaultClass(store)).name();
        }
        if (annotated.isEmpty()) {
            annotations.put(CLASS, chosen);
        }
        if (target.isEmpty()) {
            spec.put("targetStorageClassName", chosen);
        }
    }

    static void validate(Admission admission) {
        var before = admission.before();
        var image = admission.object();
        if (image == null) {
            if (before != null) {
                ImageUsers.refuseDeletion(before, admission.store());
            }
        } else if (before == null) {
            checkNew(image, admission.store());
        } else if (!Trees.deleting(image)) {
            checkChange(before, image, admission.store());
        }
    }

    private static void checkNew(ObjectNode image, ObjectStore store) {
        var spec = image.path("spec");
        var name = spec.path("displayName").asText();
        if (name.length() > 63 || !LABEL.matcher(name).matches()) {
            throw Webhook.VALIDATOR.invalid(
                    "displayName is not a valid Kubernetes label value: " + wrongLabel(name), "spec.displayName");
        }
        checkDisplayName(image, store);
        var annotated = image.at("/metadata/annotations").path(CLASS).asText();
        var target = spec.path("targetStorageClassName").asText();
        if (!annotated.isEmpty() && !target.isEmpty() && !annotated.equals(target)) {
            throw Webhook.VALIDATOR.invalid(
                    "storageClassName should keep the consistency", "spec.targetStorageClassName");
        }
        checkSource(spec);
    }

    private static String wrongLabel(String name) {
        return name.length() > 63
                ? "must be no more than 63 bytes"
                : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
                        + " and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value', "
                        + " or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    }

    private static void checkDisplayName(ObjectNode image, ObjectStore store) {
        var name = image.at("/spec/displayName").asText();
        if (name.isEmpty()) {
            throw Webhook.VALIDATOR.invalid("displayName is required", "spec.displayName");
        }
        var key = Trees.key(image);
        var taken = store.list(Kinds.IMAGE).stream()
                .filter(other -> other.key().namespace().equals(key.namespace()))
                .filter(other -> !other.uid().equals(Trees.uid(image)))
                .anyMatch(other -> name.equals(other.labels().get(DISPLAY_NAME)));
        if (taken) {
            throw Webhook.VALIDATOR.conflict("A resource with the same name exists");
        }
    }

    private static void checkSource(JsonNode spec) {
        var source = spec.path("sourceType").asText();
        var url = spec.path("url").asText();
        if (!SOURCES.contains(source)) {
            throw Webhook.VALIDATOR.invalid(
                    "Unsupported value: \"%s\": supported values: \"download\", \"upload\", \"export-from-volume\","
                                    .formatted(source)
                            + " \"restore\", \"clone\"",
                    "spec.sourceType");
        }
        if (WITH_URL.contains(source) && url.isEmpty()) {
            throw Webhook.VALIDATOR.invalid("url is required", "spec.url");
        }
        if (!WITH_URL.contains(source) && !url.isEmpty()) {
            throw Webhook.VALIDATOR.invalid(
                    "url should be empty when image source type is \"%s\"".formatted(source), "spec.url");
        }
        if (source.equals("export-from-volume")) {
            for (var field : List.of("pvcNamespace", "pvcName")) {
                if (spec.path(field).asText().isEmpty()) {
                    throw Webhook.VALIDATOR.invalid(
                            "%s is required when image source type is \"export-from-volume\"".formatted(field),
                            "spec." + field);
                }
            }
        }
    }

    private static void checkChange(ObjectNode before, ObjectNode image, ObjectStore store) {
        same(before, image, "storageClassParameters", "storageClassParameters of the VM Image");
        if (!before.at("/metadata/annotations")
                .path(CLASS)
                .equals(image.at("/metadata/annotations").path(CLASS))) {
            throw Webhook.VALIDATOR.invalid(
                    "storageClassName cannot be modified", "metadata.annotations[" + CLASS + "]");
        }
        same(before, image, "targetStorageClassName", "storageClassName");
        for (var field : List.of("sourceType", "pvcNamespace", "pvcName", "url", "securityParameters", "displayName")) {
            same(before, image, field, field);
        }
        checkDisplayName(image, store);
    }

    private static void same(ObjectNode before, ObjectNode image, String field, String called) {
        if (!before.path("spec").path(field).equals(image.path("spec").path(field))) {
            throw Webhook.VALIDATOR.invalid(called + " cannot be modified", "spec." + field);
        }
    }
}
