// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of a virtual machine; ${parameter} is filled for each site. */
public record TemplateSpec(
        @JsonPropertyDescription("Name shown in Harvester. Absent: the name of the object.") @Nullable @Size(max = 253)
        String displayName,

        @JsonPropertyDescription("For people who choose a template.") @Nullable @Size(max = 1024)
        String description,

        @JsonPropertyDescription("Namespace at the site. Absent: default.") @Nullable @Size(max = 63)
        String targetNamespace,

        @JsonPropertyDescription("Cores of the virtual machine.") @Required @Min(1) @Max(256)
        Integer cpu,

        @JsonPropertyDescription("Such as 8Gi.")
        @Required
        @Size(max = 16)
        @ValidationRule(value = RolloutSpec.Amounts.IS_MEMORY, message = RolloutSpec.Amounts.WRITE_MEMORY)
        String memory,

        @JsonPropertyDescription("Disks, in their order.") @Size(max = 16)
        List<Disk> disks,

        @JsonPropertyDescription("Network interfaces, in their order.") @Size(max = 16)
        List<Network> networks,

        @JsonPropertyDescription("Public keys in OpenSSH form.") @Size(max = 16)
        List<Key> keys,

        @JsonPropertyDescription("Begins with #cloud-config.") @Nullable @Size(max = 65536)
        String userData,

        @JsonPropertyDescription("cloud-init network configuration.") @Nullable @Size(max = 65536)
        String networkData,

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
            @JsonPropertyDescription("Of the disk, lower case.")
            @Required
            @Size(max = 63)
            @ValidationRule(value = RolloutSpec.Amounts.IS_NAME, message = RolloutSpec.Amounts.WRITE_NAME)
            String name,

            @JsonPropertyDescription("An Image of this namespace. Absent: an empty disk.") @Nullable
            String image,

            @JsonPropertyDescription("Such as 40Gi.")
            @Required
            @Size(max = 16)
            @ValidationRule(value = RolloutSpec.Amounts.IS_CAPACITY, message = RolloutSpec.Amounts.WRITE_CAPACITY)
            String size,

            @JsonPropertyDescription("1 is tried first. Absent: not booted from.") @Nullable @Min(1) @Max(64)
            Integer bootOrder) {}

    /** A network by its portable name. */
    public record Network(
            @JsonPropertyDescription("Of the interface.") @Required
            String name,

            @JsonPropertyDescription("namespace/name of a VM network, the same at all sites, or pod.") @Required
            String network,

            @JsonPropertyDescription("Of the card. Absent: virtio.") @Nullable
            String model) {}

    public record Key(
            @JsonPropertyDescription("Of the KeyPair at the site.") @Required
            String name,

            @JsonPropertyDescription("In OpenSSH form, such as ssh-ed25519 AAAA… till.") @Required @Size(max = 16384)
            String publicKey) {}

    /** A value that is taken from the rollout's parameters, else a site label, else the default. */
    public record Parameter(
            @JsonPropertyDescription("As in ${name}.")
            @Required
            @Size(max = 63)
            @ValidationRule(value = RolloutSpec.Amounts.IS_PARAMETER, message = RolloutSpec.Amounts.WRITE_PARAMETER)
            String name,

            @JsonPropertyDescription("Label of the site that holds the value.") @Nullable
            String label,

            @JsonPropertyDescription("Where neither rollout nor site has a value. Absent: the site is held.")
            @Nullable
            @Size(max = 1024)
            String defaultValue,

            @JsonPropertyDescription("What it means.") @Nullable @Size(max = 256)
            String description) {}
}
