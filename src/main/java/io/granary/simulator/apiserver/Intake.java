// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what comes in before it is written: form, names, namespace, schema. */
final class Intake {
    private static final GroupResource NAMESPACES = GroupResource.of("", "namespaces");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$");
    private static final String SUBDOMAIN_HELP = "a lowercase RFC 1123 subdomain must consist of lower case"
            + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
            + " (e.g. 'example.com', regex used for validation is"
            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String UNCHECKED = "Invalid value: null: some validation rules were not checked because the"
            + " object was invalid; correct the existing errors to complete validation";
    /** After these, CEL rules would only fail over what is told already. */
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueRequired",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid",
            "FieldValueNotSupported");

    private final ObjectStore store;
    private final ServedKinds kinds;
    private final RuleBook rules;

    Intake(ObjectStore store, ServedKinds kinds, RuleBook rules) {
        this.store = store;
        this.kinds = kinds;
        this.rules = rules;
    }

    /** The body as an object of the kind asked for, in the namespace and of the name of the request. */
    ObjectNode object(WriteDesk.Order order, JsonNode body) {
        var type = order.type();
        var request = order.request();
        if (!(body instanceof ObjectNode object)) {
            throw StatusException.badRequest(
                    "the object provided is unrecognized (must be of type %s): couldn't get".formatted(type.kind())
                            + " version/kind; json parse error");
        }
        checkKind(type, object);
        var meta = Metadata.of(object);
        if (!request.namespace().isEmpty() && meta.namespace().isEmpty()) {
            meta.node().put("namespace", request.namespace());
        }
        if (!type.namespaced()) {
            meta.node().remove("namespace");
        } else if (!meta.namespace().equals(request.namespace())) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on" + " the request");
        }
        if (!request.name().isEmpty()) {
            if (meta.name().isEmpty()) {
                meta.node().put("name", request.name());
            } else if (!meta.name().equals(request.name())) {
                throw StatusException.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                        .formatted(meta.name(), request.name()));
            }
        }
        return object;
    }

    private static void checkKind(ResourceType type, ObjectNode object) {
        var version = object.path("apiVersion").asText("");
        var kind = object.path("kind").asText("");
        if (version.isEmpty() && kind.isEmpty()) {
            object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        } else if (kind.isEmpty()) {
            throw StatusException.badRequest("Object 'Kind' is missing in '" + Json.text(object) + "'");
        } else if (!version.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw StatusException.badRequest(
                    "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered"
                                    .formatted(kind, type.version(), type.kind(), kind)
                            + " for version \"" + version + "\"");
        }
    }

    /** A namespaced object needs a namespace that lives, where namespaces are served. */
    void checkNamespace(ResourceType type, String namespace) {
        if (!type.namespaced() || kinds.catalog().versions(NAMESPACES).isEmpty()) {
            return;
        }
        var found = store.find(NAMESPACES, ObjectKey.cluster(namespace))
                .orElseThrow(() -> StatusException.notFound(NAMESPACES, namespace));
        if (Metadata.of(Json.parse(found.json())).deleting()) {
            var refusal = StatusException.forbidden(
                    type.groupResource(),
                    "",
                    "unable to create new content in namespace %s because it is being terminated".formatted(namespace));
            throw new StatusException(
                    403,
                    "Forbidden",
                    refusal.text(),
                    new StatusException.Details(
                            type.group(),
                            type.plural(),
                            "",
                            List.of(StatusException.cause(
                                    "NamespaceTerminating",
                                    "namespace %s is being terminated".formatted(namespace),
                                    "metadata.namespace")),
                            0));
        }
    }

    /** Drops unknown fields, and fills in defaults; warns, or throws if unknown fields are refused. */
    void clean(WriteDesk.Order order, ObjectNode object) {
        known(order, object);
        fillIn(order.type(), object);
    }

    /** Drops unknown fields only: what is applied has no defaults. */
    void known(WriteDesk.Order order, ObjectNode object) {
        var type = order.type();
        var unknown = Pruner.prune(SchemaView.of(type), object);
        if (unknown.isEmpty() || order.options().unknown() == WriteOptions.Unknown.IGNORE) {
            return;
        }
        var texts =
                unknown.stream().map(path -> "unknown field \"" + path + "\"").toList();
        if (order.options().unknown() == WriteOptions.Unknown.STRICT) {
            throw StatusException.badRequest("%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                    .formatted(type.kind(), type.version(), type.kind(), String.join(", ", texts)));
        }
        order.warnings().addAll(texts);
    }

    void fillIn(ResourceType type, ObjectNode object) {
        var schema = SchemaView.of(type);
        if (schema.custom()) {
            Pruner.fillIn(schema, object);
        }
    }

    void validate(ResourceType type, @Nullable ObjectNode before, ObjectNode object) {
        var causes = new ArrayList<StatusException.Cause>();
        var name = Metadata.of(object).name();
        var isPath = type.group().equals("rbac.authorization.k8s.io");
        if (!isPath && (name.length() > 253 || !SUBDOMAIN.matcher(name).matches())) {
            causes.add(StatusException.cause(
                    "FieldValueInvalid", "Invalid value: \"%s\": %s".formatted(name, SUBDOMAIN_HELP), "metadata.name"));
        }
        var schema = SchemaView.of(type);
        if (schema.custom()) {
            causes.addAll(SchemaValidator.validate(schema, object));
            if (causes.stream().noneMatch(cause -> BLOCKING.contains(cause.reason()))) {
                causes.addAll(rules.check(schema, before, object));
            } else if (schema.node().findValue("x-kubernetes-validations") != null) {
                causes.add(StatusException.cause("FieldValueInvalid", UNCHECKED, "<nil>"));
            }
        }
        if (!causes.isEmpty()) {
            throw StatusException.invalid(type.group(), type.kind(), name, causes);
        }
    }
}
