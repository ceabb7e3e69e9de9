// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.GroupResource;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.PolicyRule;
import io.granary.simulator.apiserver.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one user may do, asked once for each question. Steve shows a list as far as somebody may see it: all of it, what
 * stands in his namespaces, or the objects that a role of his names, be it only for {@code get} (rancher/steve
 * pkg/accesscontrol, AccessListByVerb.Granted). For one request or one message.
 */
final class Access {
    private static final GroupResource NAMESPACES = GroupResource.of("", "namespaces");

    /** What everybody may list, though he may see nothing of it (rancher/rancher pkg/api/steve/clusters). */
    private static final Set<GroupResource> EVERYBODYS = Set.of(
            NAMESPACES,
            GroupResource.of("management.cattle.io", "clusters"),
            GroupResource.of("management.cattle.io", "projects"));

    private final Authorizer authorizer;
    private final User user;
    private final Set<String> namespaces;
    private final Map<String, Boolean> known = new HashMap<>();
    private final Map<String, List<PolicyRule>> rules = new HashMap<>();

    /** @param namespaces all that there are */
    Access(Authorizer authorizer, User user, Set<String> namespaces) {
        this.authorizer = authorizer;
        this.user = user;
        this.namespaces = namespaces;
    }

    /** Whether it is answered when it is asked for by name. */
    boolean reads(SteveType type, ObjectKey key) {
        return may("get", type, key.namespace(), key.name()) || isOwnNamespace(type, key);
    }

    /** Whether it stands in a list. */
    boolean lists(SteveType type, ObjectKey key) {
        return grants("list", type, key)
                || allows("get", type, key.namespace(), rule -> rule.names().contains(key.name()))
                || isOwnNamespace(type, key);
    }

    /** Whether its changes are told. */
    boolean watches(SteveType type, ObjectKey key) {
        return grants("watch", type, key) || isOwnNamespace(type, key);
    }

    /** Whether there is a list at all, though it may be empty. */
    boolean listsSomething(SteveType type) {
        return EVERYBODYS.contains(type.type().groupResource()) || somewhere("list", type) || somewhere("get", type);
    }

    private boolean grants(String verb, SteveType type, ObjectKey key) {
        return may(verb, type, "", "")
                || type.namespaced() && may(verb, type, key.namespace(), "")
                || may(verb, type, key.namespace(), key.name());
    }

    /**
     * Somebody without a right on any namespace still sees those in which he may read something (rancher/steve
     * pkg/schema/factory.go).
     */
    private boolean isOwnNamespace(SteveType type, ObjectKey key) {
        return type.type().groupResource().equals(NAMESPACES)
                && List.of("get", "list", "watch").stream().noneMatch(verb -> somewhere(verb, type))
                && isRead(key.name());
    }

    private boolean isRead(String namespace) {
        var everywhere = rules("");
        return rules(namespace).stream()
                .filter(rule -> !everywhere.contains(rule))
                .anyMatch(rule -> rule.verbs().stream().anyMatch(Set.of("*", "get", "list")::contains));
    }

    boolean may(String verb, SteveType type, ObjectKey key) {
        return may(verb, type, key.namespace(), "") || may(verb, type, key.namespace(), key.name());
    }

    /** Everywhere, in a namespace, or for objects that a role names. */
    boolean somewhere(String verb, SteveType type) {
        return may(verb, type, "", "")
                || allows(verb, type, "", rule -> true)
                || type.namespaced() && namespaces.stream().anyMatch(each -> allows(verb, type, each, rule -> true));
    }

    private boolean allows(String verb, SteveType type, String namespace, Predicate<PolicyRule> rule) {
        var kind = type.type();
        return kind.verbs().contains(verb)
                && rules(namespace).stream()
                        .filter(each -> each.speaksOf(verb, kind.group(), kind.plural()))
                        .anyMatch(rule);
    }

    private List<PolicyRule> rules(String namespace) {
        return rules.computeIfAbsent(
                namespace, name -> authorizer.rulesOf(user, name).orElse(List.of()));
    }

    private boolean may(String verb, SteveType type, String namespace, String name) {
        var question = verb + ' ' + type.plural() + ' ' + namespace + '/' + name;
        var answer = known.get(question);
        if (answer == null) {
            var kind = type.type();
            answer = kind.verbs().contains(verb)
                    && authorizer
                            .authorize(
                                    user,
                                    new Authorizer.Attributes(
                                            verb, kind.group(), kind.version(), kind.plural(), "", namespace, name, ""))
                            .allowed();
            known.put(question, answer);
        }
        return answer;
    }
}
