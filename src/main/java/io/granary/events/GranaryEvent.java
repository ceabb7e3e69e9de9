// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.granary.kernel.SiteId;
import java.time.Instant;

/**
 * A coarse fact about the fleet that other programs may want to hear. Events tell of state, they are never the state: a
 * listener that missed some reads the inventory again. Each has a stable name on the wire, the {@code type} below.
 *
 * <p>A new fact is a new record here, a line in {@link JsonSubTypes}, and a row in {@code docs/reference/events.md}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GranaryEvent.SiteAppeared.class, name = "io.granary.site.appeared"),
    @JsonSubTypes.Type(value = GranaryEvent.SiteVanished.class, name = "io.granary.site.vanished"),
    @JsonSubTypes.Type(value = GranaryEvent.SiteWentStale.class, name = "io.granary.site.stale"),
    @JsonSubTypes.Type(value = GranaryEvent.SiteCameBack.class, name = "io.granary.site.back"),
    @JsonSubTypes.Type(value = GranaryEvent.VirtualMachineAppeared.class, name = "io.granary.vm.appeared"),
    @JsonSubTypes.Type(value = GranaryEvent.VirtualMachineChanged.class, name = "io.granary.vm.changed"),
    @JsonSubTypes.Type(value = GranaryEvent.VirtualMachineVanished.class, name = "io.granary.vm.vanished"),
})
public sealed interface GranaryEvent {

    /** The site it happened at; events of one site keep their order. */
    SiteId site();

    /** When the hub learned of it, by the hub's clock. */
    Instant at();

    /** A Harvester cluster was discovered in Rancher, or a Secret for one was created. */
    record SiteAppeared(SiteId site, Instant at, String namespace, String name) implements GranaryEvent {}

    /** A Harvester cluster was removed from Rancher, or its Secret was deleted. */
    record SiteVanished(SiteId site, Instant at, String namespace, String name) implements GranaryEvent {}

    /** The inventory no longer hears from the site: its rows are as of {@code lastSeen}. */
    record SiteWentStale(SiteId site, Instant at, Instant lastSeen, String reason) implements GranaryEvent {}

    /** The inventory of the site is live again. */
    record SiteCameBack(SiteId site, Instant at) implements GranaryEvent {}

    /** A VirtualMachine (kubevirt.io/v1) was created, or seen for the first time; not sent for a site's first list. */
    record VirtualMachineAppeared(SiteId site, Instant at, String namespace, String name, String uid, String status)
            implements GranaryEvent {}

    /** {@code status.printableStatus} of a VirtualMachine changed from {@code before} to {@code status}. */
    record VirtualMachineChanged(
            SiteId site, Instant at, String namespace, String name, String uid, String before, String status)
            implements GranaryEvent {}

    /** A VirtualMachine is gone. */
    record VirtualMachineVanished(SiteId site, Instant at, String namespace, String name, String uid)
            implements GranaryEvent {}
}
