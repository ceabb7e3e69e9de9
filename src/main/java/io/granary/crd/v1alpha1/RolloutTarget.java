// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the sites get: exactly one of the fields. It is hashed; any edit makes a new revision. */
public record RolloutTarget(
        @JsonPropertyDescription("An Image of this namespace.") @Nullable
        ImageTarget image,

        @JsonPropertyDescription("A Template of this namespace.") @Nullable
        TemplateTarget template,

        @JsonPropertyDescription("A Harvester version.") @Nullable
        UpgradeTarget upgrade,

        @JsonPropertyDescription("Harvester settings.") @Nullable
        SettingsTarget settings,

        @JsonPropertyDescription("A Policy of this namespace, with enforcement.release Rollout.") @Nullable
        PolicyTarget policy) {

    public RolloutTarget(
            @Nullable ImageTarget image,
            @Nullable TemplateTarget template,
            @Nullable UpgradeTarget upgrade,
            @Nullable SettingsTarget settings) {
        this(image, template, upgrade, settings, null);
    }

    /** @param contentHash stamped by Granary's admission, so that an edit of the Image is a new revision */
    public record ImageTarget(
            @JsonPropertyDescription("Of the Image.") @Nullable @Size(max = 253)
            String name,

            @JsonPropertyDescription("Where these sites fetch it.")
            @Nullable
            @Size(max = 2048)
            @ValidationRule(value = RolloutSpec.Amounts.IS_URL, message = RolloutSpec.Amounts.WRITE_URL)
            String url,

            @JsonPropertyDescription("Namespace at the site. Absent: that of the Image.") @Nullable
            String targetNamespace,

            @JsonPropertyDescription("Set by Granary, so that an edit of what is named is a new revision.") @Nullable
            String contentHash) {}

    public record TemplateTarget(
            @JsonPropertyDescription("Of the Template.") @Nullable @Size(max = 253)
            String name,

            @JsonPropertyDescription("Values of its parameters; they win over labels of the site.")
            Map<String, String> parameters,

            @JsonPropertyDescription("Set by Granary, so that an edit of what is named is a new revision.") @Nullable
            String contentHash) {
        public TemplateTarget {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    /** @param contentHash stamped by Granary, so that an edit of the Policy is a new revision */
    public record PolicyTarget(
            @JsonPropertyDescription("Of the Policy.") @Nullable @Size(max = 253)
            String name,

            @JsonPropertyDescription("Set by Granary, so that an edit of what is named is a new revision.") @Nullable
            String contentHash) {}

    /** A Harvester version, and how a site gets there. */
    public record UpgradeTarget(
            @JsonPropertyDescription("The version that sites shall have, such as v1.8.2.")
            @Nullable
            @Size(max = 64)
            @ValidationRule(value = RolloutSpec.Amounts.IS_VERSION, message = RolloutSpec.Amounts.WRITE_VERSION)
            String version,

            @JsonPropertyDescription("Where these sites fetch it. Absent: the Version object that the site has.")
            @Nullable
            Iso iso,

            @JsonPropertyDescription("Versions on the way, one for each minor that is passed.") @Size(max = 8)
            List<Hop> via,

            @JsonPropertyDescription("How nodes load images beforehand. Absent: as the site has it.") @Nullable
            Preload preload,

            @JsonPropertyDescription("Each node waits for a word at the site. Absent: as the site has it.") @Nullable
            Boolean pauseNodes,

            @JsonPropertyDescription(
                    "Harvester itself starts the virtual machines of one-node sites again." + " Absent: true.")
            @Nullable
            Boolean restoreVMs) {
        public UpgradeTarget {
            via = via == null ? List.of() : List.copyOf(via);
        }
    }

    /** An ISO image of Harvester. */
    public record Iso(
            @JsonPropertyDescription(
                    "Where it is, http or https; ${label} is a label of the site, so that each region has a mirror.")
            @Required
            @Size(max = 2048)
            @ValidationRule(value = RolloutSpec.Amounts.IS_URL, message = RolloutSpec.Amounts.WRITE_URL)
            String url,

            @JsonPropertyDescription("SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead.")
            @Nullable
            @Size(max = 256)
            @ValidationRule(value = RolloutSpec.Amounts.IS_SHA512, message = RolloutSpec.Amounts.WRITE_SHA512)
            String sha512,

            @JsonPropertyDescription(
                    "Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it"
                            + " was fetched ahead.")
            @Nullable
            @Min(1)
            Long bytes) {
        public Iso(String url, @Nullable String sha512) {
            this(url, sha512, null);
        }
    }

    /** A version on the way. */
    public record Hop(
            @JsonPropertyDescription("Such as v1.7.1.")
            @Required
            @Size(max = 64)
            @ValidationRule(value = RolloutSpec.Amounts.IS_VERSION, message = RolloutSpec.Amounts.WRITE_VERSION)
            String version,

            @JsonPropertyDescription("Where these sites fetch it. Absent: the Version object that the site has.")
            @Nullable
            Iso iso) {}

    public enum Preload {
        Sequential,
        Parallel,
        Skip
    }

    public record SettingsTarget(
            @JsonPropertyDescription("Report looks and writes nothing.") @Nullable
            Mode mode,

            @JsonPropertyDescription("By the name of the setting.")
            Map<String, String> values) {
        public SettingsTarget {
            values = values == null ? Map.of() : Map.copyOf(values);
        }
    }

    public enum Mode {
        Enforce,
        Report
    }
}
