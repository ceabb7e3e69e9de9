// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import io.granary.simulator.apiserver.ObjectKey;
import java.time.Duration;
import java.util.List;

/** What an upgrade takes hold of at its site besides objects: the virtual machines, and the line to Rancher. */
public interface Premises {
    /** Names of the nodes; one for a store. */
    List<String> nodes();

    /** The virtual machines that have an instance now. */
    List<ObjectKey> running();

    /** Those of them that run on the node and may be moved or stopped now. */
    List<ObjectKey> runningOn(String node);

    /** As KubeVirt's subresources: false when the machine is not in a state for it. */
    boolean start(ObjectKey machine);

    boolean stop(ObjectKey machine);

    boolean migrate(ObjectKey machine);

    /** The site's only node reboots: nobody reaches it for so long. */
    void reboot(Duration time);

    /** What a Harvester release of this name, as {@code v1.8.2}, ships. */
    Shipped shipped(String harvester);

    /**
     * @param kubernetes version of RKE2
     * @param rancher version of the Rancher inside
     */
    record Shipped(String kubernetes, String rancher) {}
}
