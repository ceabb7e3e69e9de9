// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Does create, update and patch as apiserver's generic registry does. */
final class WriteDesk {
    /** A write as it was asked for, and what there is to warn of, whether it succeeds or not. */
    record Order(ApiRequest request, ResourceType type, User user, WriteOptions options, Set<String> warnings) {
        boolean status() {
            return request.subresource().equals("status");
        }

        Admission.Target target(Admission.Operation operation, ObjectKey key) {
            return new Admission.Target(operation, type, request.subresource(), key, user);
        }
    }

    /** What is answered. */
    record Written(int code, ObjectNode object) {}

    /** How an update came: decides what the field managers say, and whether a lost race is tried again. */
    enum Manner {
        UPDATE,
        PATCH,
        APPLY
    }

    private static final int TRIES = 5;
    private final ResourceStore store;
    private final Stamps stamps;
    private final Hooks hooks;
    private final Intake intake;
    private final Deletion deletion;

    WriteDesk(ResourceStore store, Stamps stamps, Hooks hooks, Intake intake, Deletion deletion) {
        this.store = store;
        this.stamps = stamps;
        this.hooks = hooks;
        this.intake = intake;
        this.deletion = deletion;
    }

    Written create(Order order, JsonNode body) {
        var type = order.type();
        var object = intake.object(order, body);
        if (order.request().name().isEmpty()
                && Metadata.of(object).name().isEmpty()
                && Metadata.of(object).text("generateName").isEmpty()) {
            throw StatusException.invalid(
                    type.group(),
                    type.kind(),
                    "",
                    List.of(StatusException.cause(
                            "FieldValueRequired",
                            "Required value: name or generateName is required",
                            "metadata.name")));
        }
        if (!Metadata.of(object).resourceVersion().isEmpty()) {
            throw StatusException.badRequest("resourceVersion should not be set on objects to be created");
        }
        stamps.onCreate(object);
        return insert(order, object, "Update");
    }

    private Written insert(Order order, ObjectNode object, String operation) {
        var type = order.type();
        var meta = Metadata.of(object);
        intake.checkNamespace(type, meta.namespace());
        intake.clean(order, object);
        if (type.subresources().status()) {
            object.remove("status");
        }
        BuiltInDefaults.onCreate(type, object);
        if (operation.equals("Update")) {
            ownership(order, operation).updated(null, object);
        }
        var admission = new Admission(order.target(Admission.Operation.CREATE, meta.key()), store, null, object);
        hooks.mutate(type.groupResource(), admission);
        var admitted = admitted(admission);
        intake.validate(type, null, admitted);
        hooks.validate(type.groupResource(), admission);
        order.warnings().addAll(admission.warnings());
        return insertAdmitted(order, admitted);
    }

    private Written insertAdmitted(Order order, ObjectNode object) {
        var resource = order.type().groupResource();
        var key = Metadata.of(object).key();
        object.put(
                "apiVersion",
                ResourceType.groupVersion(order.type().group(), order.type().storageVersion()));
        if (order.options().persist() == WriteOptions.Persist.DRY_RUN) {
            if (store.find(resource, key).isPresent()) {
                throw StatusException.alreadyExists(resource, key.name());
            }
        } else if (store.commit(resource, null, object) == null) {
            throw StatusException.alreadyExists(resource, key.name());
        }
        return new Written(201, object);
    }

    Written apply(Order order, JsonNode body) {
        var type = order.type();
        if (order.request().parameter("fieldManager").isEmpty()) {
            throw StatusException.invalid(
                    "meta.k8s.io",
                    "PatchOptions",
                    "",
                    List.of(StatusException.cause(
                            "FieldValueRequired", "Required value: is required for apply patch", "fieldManager")));
        }
        var applied = intake.object(order, body);
        if (applied.path("metadata").has("managedFields")) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        intake.known(order, applied);
        var key = order.request().key();
        if (store.find(type.groupResource(), key).isEmpty()) {
            if (!order.request().subresource().isEmpty()) {
                throw StatusException.notFound(type.groupResource(), key.name());
            }
            unborn(order, applied.at("/metadata/uid").asText());
            var made = ownership(order, "Apply")
                    .applied(null, applied, order.options().conflicts());
            stamps.onCreate(made);
            return insert(order, made, "Apply");
        }
        return update(order, Manner.APPLY, live -> {
            live.put("apiVersion", type.apiVersion());
            return ownership(order, "Apply")
                    .applied(live, applied, order.options().conflicts());
        });
    }

    /** Whoever applies to one certain object makes no other in its place. */
    private static void unborn(Order order, String uid) {
        if (!uid.isEmpty()) {
            throw StatusException.conflict(
                    order.type().groupResource(),
                    order.request().key().name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
    }

    /** The object a client wants, after the checks of form. */
    ObjectNode taken(Order order, JsonNode body) {
        return intake.object(order, body);
    }

    /** Puts the result of {@code change} in place of what is there. */
    Written update(Order order, Manner manner, UnaryOperator<ObjectNode> change) {
        var resource = order.type().groupResource();
        var key = order.request().key();
        for (var i = 0; ; i++) {
            var before = store.find(resource, key).orElseThrow(() -> StatusException.notFound(resource, key.name()));
            var old = Json.parse(before.json());
            var next = change.apply(old.deepCopy());
            checkPreconditions(order, manner, before, next);
            var written = replace(order, manner, before, next);
            if (written != null) {
                return written;
            }
            if (i >= TRIES) {
                throw stale(resource, key);
            }
        }
    }

    /** Null when somebody else wrote meanwhile. */
    private @Nullable Written replace(Order order, Manner manner, StoredObject before, ObjectNode next) {
        var type = order.type();
        var old = Json.parse(before.json());
        var proposed = Carried.over(order, old, next);
        if (manner == Manner.APPLY) {
            intake.fillIn(type, proposed);
        } else {
            intake.clean(order, proposed);
        }
        BuiltInDefaults.onWrite(type, proposed);
        if (manner != Manner.APPLY) {
            ownership(order, "Update").updated(old, proposed);
        }
        var admission = new Admission(order.target(Admission.Operation.UPDATE, before.key()), store, old, proposed);
        hooks.mutate(type.groupResource(), admission);
        var object = admitted(admission);
        intake.validate(type, old, object);
        hooks.validate(type.groupResource(), admission);
        order.warnings().addAll(admission.warnings());
        object.put("apiVersion", ResourceType.groupVersion(type.group(), type.storageVersion()));
        if (Carried.unchanged(old, object)) {
            return new Written(200, old);
        }
        Metadata.of(object).bumpGeneration(type, old);
        if (order.options().persist() == WriteOptions.Persist.DRY_RUN) {
            return new Written(200, object);
        }
        return store(order, before, object);
    }

    private @Nullable Written store(Order order, StoredObject before, ObjectNode object) {
        var resource = order.type().groupResource();
        if (deletion.finished(order.type(), object)) {
            return store.remove(resource, before) == null ? null : new Written(200, object);
        }
        return store.commit(resource, before, object) == null ? null : new Written(200, object);
    }

    private FieldOwnership ownership(Order order, String operation) {
        var writer = new FieldOwner.Writer(
                order.options().manager(),
                operation,
                order.type().apiVersion(),
                order.request().subresource());
        return new FieldOwnership(order.type(), writer, stamps.now());
    }

    private static ObjectNode admitted(Admission admission) {
        var object = admission.object();
        if (object == null) {
            throw new IllegalStateException("A mutator took the object away.");
        }
        return object;
    }

    private static void checkPreconditions(Order order, Manner manner, StoredObject before, ObjectNode next) {
        var resource = order.type().groupResource();
        var meta = Metadata.of(next);
        if (!meta.uid().isEmpty() && !meta.uid().equals(before.uid())) {
            throw StatusException.conflict(
                    resource,
                    before.key().name(),
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(meta.uid(), before.uid()));
        }
        var version = meta.resourceVersion();
        if (version.isEmpty()
                && manner == Manner.UPDATE
                && SchemaView.of(order.type()).custom()) {
            throw StatusException.invalid(
                    order.type().group(),
                    order.type().kind(),
                    before.key().name(),
                    List.of(StatusException.cause(
                            "FieldValueInvalid",
                            "Invalid value: 0: must be specified for an update",
                            "metadata.resourceVersion")));
        }
        if (!version.isEmpty() && !version.equals(Long.toString(before.resourceVersion()))) {
            throw stale(resource, before.key());
        }
    }

    private static StatusException stale(GroupResource resource, ObjectKey key) {
        return StatusException.conflict(
                resource,
                key.name(),
                "the object has been modified; please apply your changes to the latest version and try again");
    }
}
