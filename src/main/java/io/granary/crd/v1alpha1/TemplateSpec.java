// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of a virtual machine; ${parameter} is filled for each site. */
public record TemplateSpec(
        @Nullable @Size(max = 253) String displayName,
        @Nullable @Size(max = 1024) String description,

        @JsonPropertyDescription("Namespace at the site. Absent: default.") @Nullable @Size(max = 63)
        String targetNamespace,

        @Required @Min(1) @Max(256) Integer cpu,

        @Required @Pattern("^[0-9]+(Mi|Gi)$") String memory,

        @Size(max = 16) List<Disk> disks,
        @Size(max = 16) List<Network> networks,

        @JsonPropertyDescription("Public keys in OpenSSH form.") @Size(max = 16)
        List<Key> keys,

        @JsonPropertyDescription("Begins with #cloud-config.") @Nullable @Size(max = 65536)
        String userData,

        @Nullable @Size(max = 65536) String networkData,

        @JsonPropertyDescription("What each site fills in.") @Size(max = 64)
        List<Parameter> parameters,

        @JsonPropertyDescription("Labels of the virtual machine.")
        Map<String, String> labels) {

    public TemplateSpec {
        disks = disks == null ? List.of() : List.copyOf(disks);
        networks = networks == null ? List.of() : List.copyOf(networks);
        keys = keys == null ? List.of() : List.copyOf(keys);
        parameters = parameters == null ? List.of() : List.copyOf(parameters);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** A disk: a copy of an Image of the workspace, or empty. */
    public record Disk(
            @Required @Pattern("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
            String name,

            @Nullable String image,
            @Required @Pattern("^[0-9]+(Mi|Gi|Ti)$") String size,
            @Nullable @Min(1) @Max(64) Integer bootOrder) {}

    /** A network by its portable name. */
    public record Network(
            @Required String name,
            @Required String network,
            @Nullable String model) {}

    public record Key(
            @Required String name,
            @Required @Size(max = 16384) String publicKey) {}

    /** A value that is taken from the rollout's parameters, else a site label, else the default. */
    public record Parameter(
            @Required @Pattern("^[A-Za-z][A-Za-z0-9_]{0,62}$")
            String name,

            @Nullable String label,
            @Nullable @Size(max = 1024) String defaultValue,
            @Nullable @Size(max = 256) String description) {}
}
