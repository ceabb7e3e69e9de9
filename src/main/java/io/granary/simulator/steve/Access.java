// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.steve;

import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.ObjectKey;
import io.granary.simulator.apiserver.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one user may do, asked once for each question. Steve shows a list as far as somebody may see it: all of it, what
 * stands in his namespaces, or the objects that he may get by name. For one request or one message.
 */
final class Access {
    private final Authorizer authorizer;
    private final User user;
    private final Set<String> namespaces;
    private final Map<String, Boolean> known = new HashMap<>();

    /** @param namespaces all that there are */
    Access(Authorizer authorizer, User user, Set<String> namespaces) {
        this.authorizer = authorizer;
        this.user = user;
        this.namespaces = namespaces;
    }

    boolean sees(SteveType type, ObjectKey key) {
        return may("list", type, "", "")
                || type.namespaced() && may("list", type, key.namespace(), "")
                || may("get", type, key.namespace(), key.name());
    }

    boolean may(String verb, SteveType type, ObjectKey key) {
        return may(verb, type, key.namespace(), "") || may(verb, type, key.namespace(), key.name());
    }

    /** Everywhere, in a namespace, or for objects that a role names. */
    boolean somewhere(String verb, SteveType type) {
        return may(verb, type, "", "")
                || named(verb, type)
                || type.namespaced() && namespaces.stream().anyMatch(each -> may(verb, type, each, ""));
    }

    private boolean named(String verb, SteveType type) {
        var kind = type.type();
        return kind.verbs().contains(verb)
                && authorizer.rulesOf(user, "").orElse(List.of()).stream()
                        .anyMatch(rule -> rule.verbs().contains(verb)
                                && rule.groups().contains(kind.group())
                                && rule.resources().contains(kind.plural()));
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
