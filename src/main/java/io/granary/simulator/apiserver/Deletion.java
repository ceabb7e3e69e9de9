// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Deletes as asked: preconditions, finalizers, propagation. */
final class Deletion {
    private static final GroupResource NAMESPACES = GroupResource.of("", "namespaces");
    private final ResourceStore store;
    private final Stamps stamps;
    private final Hooks hooks;
    private final Collector collector;

    Deletion(ResourceStore store, Stamps stamps, Hooks hooks, Collector collector) {
        this.store = store;
        this.stamps = stamps;
        this.hooks = hooks;
        this.collector = collector;
    }

    /** An object that was being deleted, and for whose end nobody waits any more. */
    boolean finished(ResourceType type, ObjectNode object) {
        var meta = Metadata.of(object);
        var held = type.groupResource().equals(NAMESPACES)
                && !object.at("/spec/finalizers").isEmpty();
        return meta.deleting() && meta.finalizers().isEmpty() && !held;
    }

    /** Deletes one; the answer is a Status when it is gone, and the object when somebody has to finish it first. */
    WriteDesk.Written delete(WriteDesk.Order order, ObjectKey key, JsonNode options) {
        var resource = order.type().groupResource();
        while (true) {
            var before = store.find(resource, key).orElseThrow(() -> StatusException.notFound(resource, key.name()));
            checkPreconditions(order.type(), before, options.path("preconditions"));
            var old = Json.parse(before.json());
            var admission = new Admission(order.target(Admission.Operation.DELETE, key), store, old, null);
            hooks.mutate(resource, admission);
            hooks.validate(resource, admission);
            order.warnings().addAll(admission.warnings());
            var dry = order.options().persist() == WriteOptions.Persist.DRY_RUN || dryRun(options);
            var next = marked(order, old, options);
            if (dry) {
                return new WriteDesk.Written(200, Reply.success(order.type(), before));
            }
            if (finished(order.type(), next)) {
                if (store.remove(resource, before) != null) {
                    return new WriteDesk.Written(200, Reply.success(order.type(), before));
                }
            } else if (Json.same(old, next) || store.commit(resource, before, next) != null) {
                collector.begun(resource, next);
                var code = resource.equals(NAMESPACES) ? 202 : 200;
                return new WriteDesk.Written(code, next);
            }
        }
    }

    private ObjectNode marked(WriteDesk.Order order, ObjectNode old, JsonNode options) {
        var next = old.deepCopy();
        var meta = Metadata.of(next);
        var finalizers = finalizers(meta.node());
        switch (propagation(order.request(), options)) {
            case "Foreground" -> add(finalizers, Collector.FOREGROUND);
            case "Orphan" -> add(finalizers, Collector.ORPHAN);
            default -> {}
        }
        if (finalizers.isEmpty()) {
            meta.node().remove("finalizers");
        }
        if (!meta.deleting()) {
            meta.node().put("deletionTimestamp", stamps.now()).put("deletionGracePeriodSeconds", 0);
            meta.bumpGeneration(order.type(), old);
        }
        if (order.type().groupResource().equals(NAMESPACES)) {
            next.withObject("/status").put("phase", "Terminating");
        }
        return next;
    }

    private static ArrayNode finalizers(ObjectNode meta) {
        return meta.get("finalizers") instanceof ArrayNode found ? found : meta.putArray("finalizers");
    }

    private static void add(ArrayNode finalizers, String name) {
        if (finalizers.valueStream().noneMatch(each -> each.asText().equals(name))) {
            finalizers.add(name);
        }
    }

    private static String propagation(ApiRequest request, JsonNode options) {
        var asked = options.path("propagationPolicy").asText(request.parameter("propagationPolicy"));
        if (!List.of("", "Orphan", "Background", "Foreground").contains(asked)) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "DeleteOptions",
                    "",
                    List.of(StatusException.cause(
                            "FieldValueNotSupported",
                            "Unsupported value: \"%s\": supported values: \"Background\",".formatted(asked)
                                    + " \"Foreground\", \"Orphan\", \"nil\"",
                            "propagationPolicy")));
        }
        return options.path("orphanDependents").asBoolean(false) ? "Orphan" : asked;
    }

    private static boolean dryRun(JsonNode options) {
        return options.path("dryRun")
                .valueStream()
                .anyMatch(each -> each.asText().equals("All"));
    }

    private static void checkPreconditions(ResourceType type, StoredObject object, JsonNode wanted) {
        var named = GroupResource.of(type.group(), type.kind());
        var uid = wanted.path("uid").asText("");
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw StatusException.conflict(
                    named,
                    object.key().name(),
                    ("the UID in the precondition (%s) does not match the UID in record (%s)."
                                    + " The object might have been deleted and then recreated")
                            .formatted(uid, object.uid()));
        }
        var version = wanted.path("resourceVersion").asText("");
        if (!version.isEmpty() && !version.equals(Long.toString(object.resourceVersion()))) {
            throw StatusException.conflict(
                    named,
                    object.key().name(),
                    ("the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%d)."
                                    + " The object might have been modified")
                            .formatted(version, object.resourceVersion()));
        }
    }
}
