// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Garbage collection and the end of namespaces, of one cluster: what kube-controller-manager does, at once and on the
 * writer's thread.
 */
final class Collector {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";
    private static final GroupResource NAMESPACES = GroupResource.of("", "namespaces");
    private final ResourceStore store;
    private final ServedKinds kinds;
    private final Stamps stamps;

    Collector(ResourceStore store, ServedKinds kinds, Stamps stamps) {
        this.store = store;
        this.kinds = kinds;
        this.stamps = stamps;
    }

    /** A deletion has begun, and finalizers hold the object: do our part. */
    void begun(GroupResource resource, ObjectNode object) {
        var meta = Metadata.of(object);
        if (has(object, ORPHAN)) {
            store.locked(() -> store.owners().of(meta.uid())).forEach(dependant -> orphan(dependant, meta.uid()));
            release(resource, meta.key(), ORPHAN);
        }
        if (has(object, FOREGROUND)) {
            collect(meta.uid());
            releaseOwner(resource, meta.key(), meta.uid());
        }
        if (resource.equals(NAMESPACES)) {
            empty(meta.name());
        }
    }

    /** After every write: dependants of what has gone go too, and what waited for it goes on. */
    void changed(ObjectChange change) {
        if (change.kind() != ObjectChange.Kind.DELETED) {
            return;
        }
        collect(change.after().uid());
        if (change.before() != null && change.before().source() instanceof WrittenBody) {
            Json.parse(change.after().json()).at("/metadata/ownerReferences").forEach(owner -> {
                var group = owner.path("apiVersion").asText();
                kinds.catalog().ofKind(group, owner.path("kind").asText()).ifPresent(type -> {
                    var namespace = type.namespaced() ? change.after().key().namespace() : "";
                    releaseOwner(
                            type.groupResource(),
                            new ObjectKey(namespace, owner.path("name").asText()),
                            owner.path("uid").asText());
                });
            });
        }
        var namespace = change.after().key().namespace();
        store.find(NAMESPACES, ObjectKey.cluster(namespace))
                .filter(found -> found.source() instanceof WrittenBody)
                .filter(found -> Metadata.of(Json.parse(found.json())).deleting())
                .ifPresent(found -> finish(namespace));
    }

    private void collect(String owner) {
        for (var dependant : store.locked(() -> store.owners().of(owner))) {
            store.find(dependant.resource(), dependant.key())
                    .filter(found -> found.uid().equals(dependant.uid()))
                    .filter(found -> onlyOwner(found, owner))
                    .ifPresent(found -> remove(dependant.resource(), found));
        }
    }

    /** Others may still own it; those that are gone were collected before and took their references with them. */
    private boolean onlyOwner(StoredObject dependant, String gone) {
        var others = Metadata.of(Json.parse(dependant.json()))
                .owners()
                .valueStream()
                .filter(owner -> !owner.path("uid").asText().equals(gone))
                .count();
        if (others > 0) {
            return false;
        }
        return true;
    }

    private void remove(GroupResource resource, StoredObject object) {
        var body = Json.parse(object.json());
        if (Metadata.of(body).finalizers().isEmpty()) {
            store.remove(resource, object);
        } else if (!Metadata.of(body).deleting()) {
            store.update(resource, object.key(), next -> {
                Json.child(next, "metadata")
                        .put("deletionTimestamp", stamps.now())
                        .put("deletionGracePeriodSeconds", 0);
                return next;
            });
        }
    }

    private void orphan(Owners.Dependant dependant, String owner) {
        store.update(dependant.resource(), dependant.key(), object -> {
            if (object.at("/metadata/ownerReferences") instanceof ArrayNode owners) {
                owners.removeIf(each -> each.path("uid").asText().equals(owner));
                if (owners.isEmpty()) {
                    Json.child(object, "metadata").remove("ownerReferences");
                }
            }
            return object;
        });
    }

    private void releaseOwner(GroupResource resource, ObjectKey key, String uid) {
        var waits = store.find(resource, key)
                .filter(found -> found.uid().equals(uid))
                .filter(found -> has(Json.parse(found.json()), FOREGROUND));
        if (waits.isPresent()
                && store.locked(() -> store.owners().of(uid)).stream().noneMatch(this::blocks)) {
            release(resource, key, FOREGROUND);
        }
    }

    private boolean blocks(Owners.Dependant dependant) {
        return store.find(dependant.resource(), dependant.key()).isPresent();
    }

    private void release(GroupResource resource, ObjectKey key, String finalizer) {
        var left = store.update(resource, key, object -> {
            if (object.at("/metadata/finalizers") instanceof ArrayNode finalizers) {
                finalizers.removeIf(each -> each.asText().equals(finalizer));
            }
            return object;
        });
        if (Metadata.of(Json.parse(left.json())).finalizers().isEmpty()) {
            store.remove(resource, left);
        }
    }

    private void empty(String namespace) {
        for (var resource : kinds.catalog().resources()) {
            if (!kinds.catalog().versions(resource).getFirst().namespaced()) {
                continue;
            }
            for (var object : store.list(resource)) {
                if (object.key().namespace().equals(namespace)) {
                    remove(resource, object);
                }
            }
        }
        finish(namespace);
    }

    private void finish(String namespace) {
        var full = kinds.catalog().resources().stream()
                .filter(resource ->
                        kinds.catalog().versions(resource).getFirst().namespaced())
                .flatMap(resource -> store.list(resource).stream())
                .anyMatch(object -> object.key().namespace().equals(namespace));
        var found = store.find(NAMESPACES, ObjectKey.cluster(namespace));
        if (!full
                && found.isPresent()
                && Metadata.of(Json.parse(found.get().json())).finalizers().isEmpty()) {
            store.remove(NAMESPACES, found.get());
        }
    }

    private static boolean has(ObjectNode object, String finalizer) {
        return Metadata.of(object)
                .finalizers()
                .valueStream()
                .anyMatch(each -> each.asText().equals(finalizer));
    }
}
