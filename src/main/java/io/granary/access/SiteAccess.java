// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.access;

import io.granary.access.core.Reach;
import io.granary.access.core.Verb;
import java.util.List;

/**
 * Who sees the rows of which sites: from the RoleBindings and ClusterRoleBindings of the hub's cluster (for
 * {@code fleetvirtualmachines.inventory.granary.io}; the namespace of a site is its id), and from Rancher's
 * ClusterRoleTemplateBindings and GlobalRoleBindings (for {@code virtualmachines.kubevirt.io}, since who may list the
 * machines at a site may see them here). Evaluated in memory; safe for all threads.
 */
public interface SiteAccess {
    /**
     * How far somebody sees.
     *
     * @throws Unknown as long as the bindings are not all read, or when they have been out of step for a minute
     */
    Reach reach(String user, List<String> groups, Verb verb);

    /**
     * Raised by every change that may change what somebody sees; what was worked out holds as long as it stays.
     *
     * @throws Unknown as {@link #reach}
     */
    long revision();

    /** It cannot be told now who sees what, so nobody sees anything. */
    final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** @param why a sentence that names what cannot be read */
        public Unknown(String why) {
            super(why, null, false, false);
        }
    }
}
