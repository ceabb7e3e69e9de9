// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers TokenReviews, (Self/Local)SubjectAccessReviews and SelfSubjectReviews. */
final class Reviews {
    private static final Set<String> KINDS = Set.of(
            "TokenReview",
            "SubjectAccessReview",
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectReview",
            "SelfSubjectRulesReview");
    private final Authorizer authorizer;
    private final TokenAuthenticator tokens;

    Reviews(Authorizer authorizer, TokenAuthenticator tokens) {
        this.authorizer = authorizer;
        this.tokens = tokens;
    }

    static boolean isReview(ResourceType type) {
        return KINDS.contains(type.kind()) && type.group().endsWith(".k8s.io");
    }

    ObjectNode answer(ResourceType type, JsonNode body, User asker) {
        var review = body instanceof ObjectNode object ? object : Json.object();
        review.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        Json.child(review, "metadata").putNull("creationTimestamp");
        var status = review.putObject("status");
        switch (type.kind()) {
            case "TokenReview" -> token(review.at("/spec/token").asText(""), status);
            case "SelfSubjectReview" -> describe(asker, status.putObject("userInfo"));
            case "SelfSubjectAccessReview" -> access(asker, review.path("spec"), status);
            case "SelfSubjectRulesReview" ->
                rules(asker, review.at("/spec/namespace").asText(""), status);
            default -> access(subject(review.path("spec")), review.path("spec"), status);
        }
        return review;
    }

    private void token(String token, ObjectNode status) {
        var user = tokens.authenticate(token);
        if (user.isPresent()) {
            status.put("authenticated", true);
            describe(user.get(), status.putObject("user"));
        } else {
            status.put("error", "[invalid bearer token]");
            status.putObject("user");
        }
    }

    private void access(User user, JsonNode spec, ObjectNode status) {
        var resource = spec.path("resourceAttributes");
        var path = spec.path("nonResourceAttributes");
        if (resource.isMissingNode() == path.isMissingNode()) {
            throw StatusException.invalid(
                    "authorization.k8s.io",
                    "SubjectAccessReview",
                    "",
                    List.of(StatusException.cause(
                            "FieldValueInvalid",
                            "Invalid value: exactly one of nonResourceAttributes or"
                                    + " resourceAttributes must be specified",
                            "spec.resourceAttributes")));
        }
        var verdict = authorizer.authorize(
                user,
                new Authorizer.Attributes(
                        (resource.isObject() ? resource : path).path("verb").asText(""),
                                resource.path("group").asText(""),
                        resource.path("version").asText(""),
                                resource.path("resource").asText(""),
                        resource.path("subresource").asText(""),
                                resource.path("namespace").asText(""),
                        resource.path("name").asText(""), path.path("path").asText("")));
        status.put("allowed", verdict.allowed());
        if (!verdict.reason().isEmpty()) {
            status.put("reason", verdict.reason());
        }
    }

    private void rules(User user, String namespace, ObjectNode status) {
        var everything = authorizer.authorize(user, new Authorizer.Attributes("*", "*", "*", "*", "*", "", "", ""));
        var known = authorizer.rulesOf(user, namespace);
        var resources = status.putArray("resourceRules");
        var paths = status.putArray("nonResourceRules");
        if (everything.allowed()) {
            var rule = resources.addObject();
            List.of("verbs", "apiGroups", "resources")
                    .forEach(name -> rule.putArray(name).add("*"));
        }
        known.orElse(List.of()).forEach(rule -> (rule.isOfPaths() ? paths : resources).add(rule.tell()));
        status.put("incomplete", !everything.allowed() && known.isEmpty());
    }

    private static User subject(JsonNode spec) {
        var extra = new HashMap<String, List<String>>();
        spec.path("extra").properties().forEach(each -> extra.put(each.getKey(), BuiltInTypes.texts(each.getValue())));
        return new User(
                spec.path("user").asText(""),
                spec.path("uid").asText(""),
                BuiltInTypes.texts(spec.path("groups")),
                Map.copyOf(extra));
    }

    private static void describe(User user, ObjectNode node) {
        node.put("username", user.name());
        if (!user.uid().isEmpty()) {
            node.put("uid", user.uid());
        }
        addAll(node.putArray("groups"), user.groups());
        if (!user.extra().isEmpty()) {
            var extra = node.putObject("extra");
            user.extra().forEach((key, values) -> addAll(extra.putArray(key), values));
        }
    }

    private static void addAll(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
