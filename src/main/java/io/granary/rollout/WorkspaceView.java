// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout;

import io.granary.rollout.Surroundings.Lease;
import io.granary.rollout.core.SiteView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sites of all workspaces as the engine sees them, and whether this hub leads, for rooms that change sites. */
public interface WorkspaceView extends PayloadSites {

    /** Whether all Sites were read once; before that nothing may be judged. */
    boolean isRead();

    List<SiteView> sites(String namespace);

    /** Null while another hub leads: this one writes nothing then. */
    @Nullable
    Lease lease();

    /** @param news hears that some site changed, or that this hub leads; must not block */
    AutoCloseable follow(Runnable news);
}
