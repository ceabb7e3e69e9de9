// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A template as it stands at one site.
 *
 * @param at before the first of the requests that this was read by
 * @param head the VirtualMachineTemplate; null if there is none
 * @param own the VirtualMachineTemplateVersion of the order in question; null if there is none
 * @param current the version that is the default; null if there is none
 */
public record SiteTemplate(
        Instant at,
        @Nullable Head head,
        @Nullable Version own,
        @Nullable Version current) {

    /**
     * @param owner who made it
     * @param defaultNumber of the default version as Harvester's controller has it, 0 before it looked
     * @param applied names of the versions that Granary made the default, latest last
     */
    public record Head(Owner owner, int defaultNumber, List<String> applied) {
        public Head {
            applied = List.copyOf(applied);
        }
    }

    /**
     * @param number given by Harvester's controller, 0 before that
     * @param content hash of what Granary rendered; the empty string for a version of somebody else
     */
    public record Version(String name, Owner owner, int number, String content) {}

    public enum Owner {
        GRANARY,
        OTHERS
    }
}
