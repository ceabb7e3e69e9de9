// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.rancher;

import io.granary.simulator.apiserver.Authorizer;
import io.granary.simulator.apiserver.PolicyRule;
import io.granary.simulator.apiserver.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who may do what at a site: what the roles of the users in Rancher say, as Rancher copies them to the impersonation
 * accounts of the site. The copy takes seconds at a real site, and no time here.
 */
public final class SiteRights {
    private static final PolicyRule DISCOVERY = new PolicyRule(
            Set.of("get"), Set.of(), Set.of(), Set.of(), Set.of("/api", "/api/*", "/apis", "/apis/*", "/version"));

    private final RoleBook roles;

    public SiteRights(LocalCluster local) {
        this.roles = new RoleBook(local.store());
    }

    /** The authorizer of a site, by the id of its cluster. */
    public Authorizer at(String cluster) {
        return at(() -> cluster);
    }

    /** The same for a site whose id changes; an empty one is that of no cluster. */
    public Authorizer at(Supplier<String> cluster) {
        return new Authorizer() {
            @Override
            public Verdict authorize(User user, Attributes asked) {
                var allowed =
                        user.groups().contains("system:masters") || rules(user).anyMatch(rule -> rule.allows(asked));
                return new Verdict(allowed, "");
            }

            @Override
            public Optional<List<PolicyRule>> rulesOf(User user, String namespace) {
                return Optional.of(rules(user).toList());
            }

            private Stream<PolicyRule> rules(User user) {
                return Stream.concat(Stream.of(DISCOVERY), roles.rulesAt(cluster.get(), user));
            }
        };
    }
}
