// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.core.SiteUid;
import org.jspecify.annotations.Nullable;

/** The ConfigMap granary-system/ledger on each site: who may do what there. Compare-and-set by resourceVersion. */
public interface SiteLedger {

    /** @throws SiteProblem if the site does not answer */
    Page read(SiteUid site, String rolloutUid);

    /** @throws SiteProblem if the page was written since, the site does not answer, or the answer was lost */
    Page write(SiteUid site, Page next);

    /**
     * The ledger's content as far as one rollout is concerned.
     *
     * @param version the resourceVersion; empty if there is none yet
     * @param epoch the highest that wrote for this rollout; a lower one changes nothing
     * @param intent what is to be done, null for nothing
     * @param lock UID of the rollout that has the site to itself
     */
    record Page(
            String version,
            String rollout,
            long epoch,
            @Nullable Intent intent,
            @Nullable String lock) {}

    record Intent(int revision, int attempt) {}

    /** The site gave no usable answer; nothing is known of a write. */
    final class SiteProblem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public SiteProblem(String message) {
            super(message, null, false, false);
        }
    }
}
