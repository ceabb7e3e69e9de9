// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All roles and bindings that are known, found by who they are about. Holds no rules, only what they come to, so that a
 * hundred thousand bindings are some tens of megabytes. Safe for all threads.
 */
public final class AccessBook {
    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, Binding> bindings = new HashMap<>();
    private final Map<String, Set<String>> bySubject = new HashMap<>();
    private volatile long revision;

    /** Raised by every change that may change what somebody sees; what is worked out holds as long as it stays. */
    public long revision() {
        return revision;
    }

    /** @param role null when it is gone */
    public synchronized void role(String key, @Nullable Role role) {
        var kept = role == null || role.isIdle() ? null : role;
        var before = kept == null ? roles.remove(key) : roles.put(key, kept);
        if (!Objects.equals(kept, before)) {
            revision++;
        }
    }

    /** @param binding null when it is gone */
    public synchronized void bind(String key, @Nullable Binding binding) {
        var before = binding == null ? bindings.remove(key) : bindings.put(key, binding);
        if (binding == null ? before == null : binding.equals(before)) {
            return;
        }
        if (before != null) {
            before.subjects().forEach(subject -> forget(subject, key));
        }
        if (binding != null) {
            binding.subjects()
                    .forEach(subject -> bySubject
                            .computeIfAbsent(subject, s -> new HashSet<>(2))
                            .add(key));
        }
        if (counts(before) || counts(binding)) {
            revision++;
        }
    }

    private void forget(String subject, String key) {
        bySubject.computeIfPresent(subject, (same, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }

    private boolean counts(@Nullable Binding binding) {
        return binding != null && roles.containsKey(binding.role());
    }

    /** The keys of all roles, or of all bindings, that begin so: to find those that are gone. */
    public synchronized List<String> keys(String prefix) {
        var keys = new HashSet<String>();
        roles.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
        bindings.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(keys::add);
        return List.copyOf(keys);
    }

    /** How far a user sees, by himself and by his groups. */
    public synchronized Reach reach(String user, List<String> groups, Verb verb) {
        var sites = new HashSet<String>();
        if (collect(Binding.user(user), verb, sites)) {
            return new Reach.Everywhere();
        }
        for (var group : groups) {
            if (collect(Binding.group(group), verb, sites)) {
                return new Reach.Everywhere();
            }
        }
        return new Reach.Some(sites);
    }

    /** Adds the sites of one subject; true when it sees all of them. */
    private boolean collect(String subject, Verb verb, Set<String> sites) {
        for (var key : bySubject.getOrDefault(subject, Set.of())) {
            var binding = bindings.get(key);
            if (binding != null && allows(binding.role(), verb, new HashSet<>())) {
                if (binding.site().isEmpty()) {
                    return true;
                }
                sites.add(binding.site());
            }
        }
        return false;
    }

    private boolean allows(String key, Verb verb, Set<String> seen) {
        var role = roles.get(key);
        if (role == null || !seen.add(key)) {
            return false;
        }
        return (role.verbs() & verb.bit()) != 0
                || role.inherits().stream().anyMatch(inherited -> allows(inherited, verb, seen));
    }
}
