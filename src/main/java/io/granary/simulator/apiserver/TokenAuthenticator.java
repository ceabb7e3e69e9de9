// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.apiserver;

import java.util.Optional;

/** Whose token it is: answers TokenReviews. */
@FunctionalInterface
public interface TokenAuthenticator {
    Optional<User> authenticate(String token);

    /** Knows nobody. */
    TokenAuthenticator NOBODY = token -> Optional.empty();
}
