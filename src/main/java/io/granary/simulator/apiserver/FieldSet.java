// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of field paths as {@code FieldsV1} writes it: steps are {@code f:name}, {@code k:{"key":"value"}} or
 * {@code v:value}; a member with children has "." among them.
 */
final class FieldSet {
    private final TreeMap<String, FieldSet> children = new TreeMap<>();
    private boolean member;

    static FieldSet parse(JsonNode fields) {
        var set = new FieldSet();
        set.read(fields);
        set.member = false;
        return set;
    }

    private void read(JsonNode fields) {
        member = fields.isEmpty();
        for (var field : fields.properties()) {
            if (field.getKey().equals(".")) {
                member = true;
            } else {
                child(field.getKey()).read(field.getValue());
            }
        }
    }

    ObjectNode json() {
        var node = Json.object();
        if (member && !children.isEmpty()) {
            node.putObject(".");
        }
        children.forEach((step, child) -> node.set(step, child.json()));
        return node;
    }

    void insert() {
        member = true;
    }

    boolean member() {
        return member;
    }

    FieldSet child(String step) {
        return children.computeIfAbsent(step, key -> new FieldSet());
    }

    @Nullable
    FieldSet get(String step) {
        return children.get(step);
    }

    TreeMap<String, FieldSet> children() {
        return children;
    }

    boolean isEmpty() {
        return !member && children.values().stream().allMatch(FieldSet::isEmpty);
    }

    FieldSet union(FieldSet other) {
        var result = copy();
        result.addAll(other);
        return result;
    }

    private void addAll(FieldSet other) {
        member |= other.member;
        other.children.forEach((step, child) -> child(step).addAll(child));
    }

    FieldSet minus(FieldSet other) {
        var result = new FieldSet();
        result.member = member && !other.member;
        children.forEach((step, child) -> {
            var theirs = other.children.get(step);
            var rest = theirs == null ? child.copy() : child.minus(theirs);
            if (!rest.isEmpty()) {
                result.children.put(step, rest);
            }
        });
        return result;
    }

    FieldSet and(FieldSet other) {
        var result = new FieldSet();
        result.member = member && other.member;
        children.forEach((step, child) -> {
            var theirs = other.children.get(step);
            var both = theirs == null ? new FieldSet() : child.and(theirs);
            if (!both.isEmpty()) {
                result.children.put(step, both);
            }
        });
        return result;
    }

    /** Without these top steps, or steps below {@code f:metadata}. */
    FieldSet without(String... steps) {
        var result = copy();
        for (var step : steps) {
            var at = step.indexOf('.');
            var parent = at < 0 ? result : result.children.get("f:" + step.substring(0, at));
            if (parent != null) {
                parent.children.remove("f:" + step.substring(at + 1));
            }
        }
        result.children.values().removeIf(FieldSet::isEmpty);
        return result;
    }

    /** Only this top field. */
    FieldSet only(String field) {
        var result = new FieldSet();
        var kept = children.get("f:" + field);
        if (kept != null) {
            result.children.put("f:" + field, kept.copy());
        }
        return result;
    }

    /** Every member as people read it: {@code .spec.containers[name="a"].image}. */
    List<String> paths() {
        var found = new ArrayList<String>();
        collect("", found);
        return found;
    }

    private void collect(String prefix, List<String> found) {
        if (member) {
            found.add(prefix);
        }
        children.forEach((step, child) -> child.collect(prefix + readable(step), found));
    }

    private static String readable(String step) {
        var rest = step.substring(2);
        return switch (step.charAt(0)) {
            case 'f' -> "." + rest;
            case 'v' -> "[=" + rest + "]";
            default -> {
                var keys = new ArrayList<String>();
                Json.parse(rest.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .properties()
                        .forEach(key -> keys.add(key.getKey() + "=" + Json.text(key.getValue())));
                yield "[" + String.join(",", keys) + "]";
            }
        };
    }

    private FieldSet copy() {
        var copy = new FieldSet();
        copy.addAll(this);
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && set.member == member && set.children.equals(children);
    }

    @Override
    public int hashCode() {
        return 31 * children.hashCode() + (member ? 1 : 0);
    }
}
