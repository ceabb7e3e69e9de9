// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.sites;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How gently sites are looked at. */
@ConfigMapping(prefix = "granary.sites")
public interface SitesConfig {

    /** False starts the hub without discovery, for tests of other rooms. */
    @WithDefault("true")
    boolean enabled();

    /** Namespace of sites whose Rancher cluster names no Fleet workspace. */
    @WithDefault("fleet-default")
    String defaultNamespace();

    /** Whether Secrets with the label {@code granary.io/site=true} lead to sites that are not in Rancher. */
    @WithDefault("true")
    boolean direct();

    /**
     * Whether Sites with {@code spec.import} are registered in Rancher. It needs further rights in the hub's cluster,
     * which the chart gives with {@code imports.enabled}.
     */
    @WithDefault("true")
    boolean imports();

    /** The one namespace of those Secrets. Without it all namespaces, and the right to read every Secret is needed. */
    Optional<String> directNamespace();

    /**
     * How often a site that is connected to Rancher is asked for its version, nodes and clock; spread by up to a tenth.
     */
    @WithDefault("10m")
    Duration probeEvery();

    /**
     * When a site is asked again that did not answer a probe, and how often one is asked that is reached directly,
     * whose connection no Rancher watches.
     */
    @WithDefault("1m")
    Duration probeRetry();

    /** Probes under way at once. */
    @WithDefault("32")
    int probesAtOnce();

    /** How often counts from the inventory are written to the statuses, where they changed. */
    @WithDefault("1m")
    Duration statusEvery();

    /** Writes to Site objects per second, in the long run. */
    @WithDefault("50")
    int writesPerSecond();

    /** Writes that may be made at once after a quiet time. */
    @WithDefault("1000")
    int writesBurst();

    /**
     * Share of the sites, in percent from 0 to 100, that may leave Rancher within an hour before the removal of further
     * ones is held, as it also is when Rancher lists none at all: until Rancher lists them again, or somebody annotates
     * the Sites with {@code granary.io/confirm-removal=true}. 100 never holds.
     */
    @WithDefault("50")
    int removalLimit();

    /** How long the Site of a removed cluster or Secret is kept with what people wrote there; its rows go at once. */
    @WithDefault("24h")
    Duration forgetAfter();
}
