// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import io.granary.kube.ApiProblem;
import io.granary.policies.core.SecretValues;
import io.granary.policies.core.SecretValues.Place;
import io.granary.policies.core.SecretValues.Value;
import io.granary.rollout.SightingTimer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Secrets that policies name, one by one and by their names, so that the hub needs no right to list any;
 * again every half minute. What they hold is kept in memory alone, and is in no sentence.
 */
final class PolicySecrets {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Source secrets;
    private final SightingTimer timer;
    private final Map<PolicyKey, Look> looks = new ConcurrentHashMap<>();

    /** The Secrets of the hub's cluster. */
    interface Source {
        /**
         * Null if there is none.
         *
         * @throws ApiProblem.Failure if it may not be read, or nobody answers
         */
        @Nullable
        HubSecret find(String namespace, String name);
    }

    /** @param problem why it is not to be had, as a sentence; empty if it is */
    private record Look(@Nullable HubSecret secret, String problem, Instant at) {}

    /**
     * What a policy gets.
     *
     * @param problems why something is missing, in sentences that say what to do
     */
    record Found(SecretValues values, List<String> problems) {
        static final Found NOTHING = new Found(SecretValues.NONE, List.of());

        Found {
            problems = List.copyOf(problems);
        }
    }

    PolicySecrets(Source secrets, SightingTimer timer) {
        this.secrets = secrets;
        this.timer = timer;
    }

    /** Waits for the hub's API server where a Secret was not read for a while. */
    Found of(String namespace, Collection<Place> places) {
        if (places.isEmpty()) {
            return Found.NOTHING;
        }
        var values = new HashMap<Place, Value>();
        var problems = new LinkedHashSet<String>();
        for (var place : places) {
            var look = look(new PolicyKey(namespace, place.secret()));
            var secret = look.secret();
            var bytes = secret == null || secret.data() == null
                    ? null
                    : secret.data().get(place.key());
            if (secret == null) {
                problems.add(look.problem());
            } else if (bytes == null) {
                problems.add("Secret " + namespace + "/" + place.secret() + " has no key " + place.key()
                        + ": add it, or name another in the policy.");
            } else {
                var version = Objects.requireNonNullElse(secret.metadata().resourceVersion(), "");
                values.put(place, new Value(new String(bytes, StandardCharsets.UTF_8), version));
            }
        }
        return new Found(new SecretValues(values), new ArrayList<>(problems));
    }

    private Look look(PolicyKey key) {
        var now = timer.now();
        var known = looks.get(key);
        if (known != null && now.isBefore(known.at().plus(FRESH))) {
            return known;
        }
        var fresh = read(key, known, now);
        looks.put(key, fresh);
        return fresh;
    }

    /** A hub that does not answer takes away nothing that was read. */
    private Look read(PolicyKey key, @Nullable Look known, Instant now) {
        var what = "Secret " + key.namespace() + "/" + key.name();
        try {
            var found = secrets.find(key.namespace(), key.name());
            if (found == null) {
                return new Look(null, what + " does not exist: create it, or name another in the policy.", now);
            }
            return found.isForPolicies()
                    ? new Look(found, "", now)
                    : new Look(
                            null,
                            what + " is not meant for policies: label it with " + HubSecret.LABEL + "=true.",
                            now);
        } catch (ApiProblem.Failure failure) {
            if (failure.problem().kind() == ApiProblem.Kind.FORBIDDEN) {
                return new Look(
                        null,
                        what + " may not be read by Granary: add it to policies.secrets in the values of its chart.",
                        now);
            }
            return known != null && known.secret() != null
                    ? new Look(known.secret(), "", now)
                    : new Look(null, what + " could not be read; it is tried again.", now);
        }
    }
}
