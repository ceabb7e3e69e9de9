// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies.core;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object as one site shall have it.
 *
 * @param namespace the empty string for kinds without namespaces
 * @param json with parameters and Secrets filled in
 * @param mask the same with places for Secrets, from which is told what may be shown
 */
public record WantedObject(ObjectKind kind, String namespace, String name, String json, String mask) {

    /** What became of a text that should be an object. */
    sealed interface Read {
        record Usable(WantedObject object) implements Read {}

        record Unusable(String sentence) implements Read {}
    }

    /** @param text as JSON, with parameters filled in and places for Secrets */
    static Read read(String text, SecretValues secrets) {
        Object parsed;
        try {
            parsed = Json.parse(text);
        } catch (Json.Broken broken) {
            return new Read.Unusable("An object of spec.objects is no JSON once its parameters are filled in.");
        }
        var apiVersion = text(parsed, "apiVersion");
        var kindName = text(parsed, "kind");
        var kind = ObjectKind.of(apiVersion, kindName);
        var meta = parsed instanceof Map<?, ?> fields ? fields.get("metadata") : null;
        var name = text(meta, "name");
        var namespace = text(meta, "namespace");
        if (kind == null) {
            var known = Arrays.stream(ObjectKind.values()).map(ObjectKind::kind).collect(Collectors.joining(", "));
            return new Read.Unusable("A policy holds no " + apiVersion + " " + kindName + ": it holds " + known + ".");
        }
        if (!name.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            return new Read.Unusable("The name \"" + SettingComparison.cut(name) + "\" of a " + kindName
                    + " in spec.objects is no name of Kubernetes: write lower case letters, digits and dashes.");
        }
        if (namespace.isEmpty() == (kind.scope() == ObjectKind.Scope.NAMESPACE)) {
            return new Read.Unusable(
                    namespace.isEmpty()
                            ? kindName + " " + name + " of spec.objects needs metadata.namespace: write it."
                            : kindName + " " + name + " of spec.objects has no namespace: take it out.");
        }
        if (SecretValues.isBroken(text)) {
            return new Read.Unusable(kindName + " " + name + " of spec.objects takes a value from nowhere: write"
                    + " valueFrom.secretKeyRef with the name of a Secret and one of its keys.");
        }
        return new Read.Usable(new WantedObject(kind, namespace, name, secrets.fill(text), text));
    }

    /** Whether something of it may not be shown. */
    public boolean isSecret() {
        return SecretValues.isIn(mask);
    }

    @Override
    public String toString() {
        return "WantedObject[" + what() + "]";
    }

    private static String text(@Nullable Object parsed, String field) {
        return parsed instanceof Map<?, ?> fields && fields.get(field) instanceof String text ? text : "";
    }

    /** As rows and messages call it; {@link #reference} reads it. */
    public String what() {
        return kind.kind() + "." + kind.apiVersion() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    /** The object that {@link #what} names, without its content; null if it is none that a policy holds. */
    public static @Nullable WantedObject reference(String what) {
        int dot = what.indexOf('.');
        int blank = what.indexOf(' ');
        if (dot < 0 || blank < dot) {
            return null;
        }
        var kind = ObjectKind.of(what.substring(dot + 1, blank), what.substring(0, dot));
        var id = what.substring(blank + 1);
        int slash = id.indexOf('/');
        return kind == null
                ? null
                : new WantedObject(kind, slash < 0 ? "" : id.substring(0, slash), id.substring(slash + 1), "{}", "{}");
    }
}
