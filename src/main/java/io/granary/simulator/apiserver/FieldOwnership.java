// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who owns which field: keeps {@code managedFields} at writes, and does server-side apply. */
final class FieldOwnership {
    private static final String[] NOBODYS = {
        "apiVersion",
        "kind",
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.creationTimestamp",
        "metadata.resourceVersion",
        "metadata.generation",
        "metadata.managedFields",
        "metadata.selfLink",
        "metadata.deletionTimestamp",
        "metadata.deletionGracePeriodSeconds"
    };
    private static final Comparator<FieldOwner> ORDER = Comparator.comparing(
                    (FieldOwner owner) -> owner.writer().operation())
            .thenComparing(FieldOwner::time)
            .thenComparing(owner -> owner.writer().manager());
    private final ResourceType type;
    private final SchemaView schema;
    private final FieldOwner.Writer writer;
    private final String now;

    FieldOwnership(ResourceType type, FieldOwner.Writer writer, String now) {
        this.type = type;
        this.schema = SchemaView.of(type);
        this.writer = writer;
        this.now = now;
    }

    /** After a create, update or patch: what changed belongs to the writer, and to nobody else who updates. */
    void updated(@Nullable ObjectNode before, ObjectNode after) {
        var old = before == null ? Json.object() : before;
        var changed = mine(TypedMerge.holding(schema, old, after));
        var nothing = Json.object();
        var gone = TypedMerge.holding(schema, nothing, old).minus(TypedMerge.holding(schema, nothing, after));
        var owners = reset(after) ? new ArrayList<FieldOwner>() : owners(sent(after) ? after : old);
        var result = new ArrayList<FieldOwner>();
        var own = changed;
        var time = now;
        for (var owner : owners) {
            var left = owner.fields().minus(gone);
            if (owner.writer().equals(writer)) {
                own = left.union(changed);
                time = own.equals(owner.fields()) && changed.isEmpty() ? owner.time() : now;
            } else {
                result.add(owner.owning(left.minus(changed)));
            }
        }
        result.add(new FieldOwner(writer, time, own));
        write(after, result);
    }

    /** What live becomes when {@code applied} is applied; throws a conflict unless forced. */
    ObjectNode applied(@Nullable ObjectNode live, ObjectNode applied, Conflicts conflicts) {
        var old = live == null ? Json.object() : live;
        var owners = live == null ? new ArrayList<FieldOwner>() : owners(live);
        var wanted = mine(TypedMerge.fields(schema, applied));
        var merged = (ObjectNode) TypedMerge.merge(schema, old, applied);
        var changed = mine(TypedMerge.changed(schema, old, merged));
        var others =
                owners.stream().filter(owner -> !owner.writer().equals(writer)).toList();
        var disputed = others.stream()
                .map(owner -> owner.owning(owner.fields().and(changed).and(wanted)))
                .filter(owner -> !owner.fields().isEmpty())
                .toList();
        if (!disputed.isEmpty() && conflicts == Conflicts.REFUSE) {
            throw conflict(disputed);
        }
        drop(owners, others, wanted, merged);
        var result = new ArrayList<FieldOwner>();
        others.forEach(owner -> result.add(owner.owning(owner.fields().minus(lost(disputed, owner)))));
        var before =
                owners.stream().filter(owner -> owner.writer().equals(writer)).findFirst();
        var same = before.filter(owner -> owner.fields().equals(wanted) && changed.isEmpty());
        result.add(new FieldOwner(writer, same.map(FieldOwner::time).orElse(now), wanted));
        write(merged, result);
        return merged;
    }

    /** What to do with fields of others. */
    enum Conflicts {
        REFUSE,
        FORCE
    }

    private static FieldSet lost(List<FieldOwner> disputed, FieldOwner owner) {
        return disputed.stream()
                .filter(each -> each.writer().equals(owner.writer()))
                .map(FieldOwner::fields)
                .findFirst()
                .orElse(new FieldSet());
    }

    /** Takes away what this writer applied before and applies no longer. */
    private void drop(List<FieldOwner> owners, List<FieldOwner> others, FieldSet wanted, ObjectNode merged) {
        var theirs = others.stream().map(FieldOwner::fields).reduce(new FieldSet(), FieldSet::union);
        owners.stream()
                .filter(owner -> owner.writer().equals(writer))
                .forEach(owner ->
                        TypedMerge.remove(schema, merged, owner.fields().minus(wanted), theirs.union(wanted)));
    }

    private FieldSet mine(FieldSet fields) {
        var all = fields.without(NOBODYS);
        if (writer.subresource().equals("status")) {
            return all.only("status");
        }
        return type.subresources().status() ? all.without("status") : all;
    }

    private static boolean reset(ObjectNode after) {
        var sent = after.path("metadata").path("managedFields");
        return sent.isArray() && sent.size() == 1 && sent.path(0).isEmpty();
    }

    /** Who sends owners along may rewrite them, as kubectl does when it goes over to server-side apply. */
    private static boolean sent(ObjectNode after) {
        return !after.path("metadata").path("managedFields").isEmpty();
    }

    private static List<FieldOwner> owners(ObjectNode object) {
        var found = new ArrayList<FieldOwner>();
        object.path("metadata").path("managedFields").forEach(node -> found.add(FieldOwner.parse(node)));
        return found;
    }

    private static void write(ObjectNode object, List<FieldOwner> owners) {
        var list = Json.array();
        owners.stream()
                .filter(owner -> !owner.fields().isEmpty())
                .sorted(ORDER)
                .forEach(owner -> list.add(owner.json()));
        var meta = Json.child(object, "metadata");
        meta.remove("managedFields");
        if (!list.isEmpty()) {
            meta.set("managedFields", list);
        }
    }

    private static StatusException conflict(List<FieldOwner> disputed) {
        var causes = new ArrayList<StatusException.Cause>();
        var texts = new ArrayList<String>();
        for (var owner : disputed) {
            var paths = owner.fields().paths();
            paths.forEach(path ->
                    causes.add(StatusException.cause("FieldManagerConflict", "conflict with " + owner.named(), path)));
            texts.add("conflicts with " + owner.named() + ":\n- " + String.join("\n- ", paths));
        }
        var message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + causes.getFirst().message() + ": "
                        + causes.getFirst().field()
                : "Apply failed with %d conflicts: %s".formatted(causes.size(), String.join("\n", texts));
        return new StatusException(409, "Conflict", message, new StatusException.Details("", "", "", causes, 0));
    }
}
