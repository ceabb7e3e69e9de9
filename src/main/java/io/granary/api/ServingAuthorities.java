// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.api;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Our certificate authorities, the oldest first. A new one is made long before the last one ends, and signs only a day
 * later, when every API server has read it in the {@code caBundle}; the old one stays there until it ends. So there is
 * no moment at which what the server shows is not trusted.
 */
record ServingAuthorities(List<ServingAuthority> all) {
    static final Duration VALID = Duration.ofDays(365);
    static final Duration RENEWED_BEFORE = Duration.ofDays(90);
    static final Duration KNOWN_AFTER = Duration.ofDays(1);

    ServingAuthorities {
        all = all.stream()
                .sorted(Comparator.comparing(ServingAuthority::begins))
                .toList();
    }

    /** The same, without those that have ended, and with a new one if it is time. */
    ServingAuthorities renewed(Instant now, SecureRandom random) {
        var left = new ArrayList<>(
                all.stream().filter(one -> one.ends().isAfter(now)).toList());
        if (left.isEmpty() || left.getLast().ends().minus(RENEWED_BEFORE).isBefore(now)) {
            left.add(ServingAuthority.make(now, VALID, random));
        }
        return new ServingAuthorities(left);
    }

    /** The newest that clients have had time to read of; the oldest where there is none. */
    ServingAuthority signing(Instant now) {
        return all.reversed().stream()
                .filter(one -> one.begins().plus(KNOWN_AFTER).isBefore(now))
                .findFirst()
                .orElse(all.getFirst());
    }

    String certificates() {
        return all.stream().map(one -> ServingAuthority.pem(one.certificate())).collect(Collectors.joining());
    }

    String keys() {
        return all.stream().map(one -> ServingAuthority.pem(one.key())).collect(Collectors.joining());
    }
}
