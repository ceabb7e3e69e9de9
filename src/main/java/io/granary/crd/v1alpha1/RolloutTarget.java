// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
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
            @Nullable @Size(max = 253) String name,

            @JsonPropertyDescription("Where these sites fetch it.") @Nullable @Pattern("^https?://.+")
            String url,

            @Nullable String targetNamespace,
            @Nullable String contentHash) {}

    public record TemplateTarget(
            @Nullable @Size(max = 253) String name,
            Map<String, String> parameters,
            @Nullable String contentHash) {
        public TemplateTarget {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    /** @param contentHash stamped by Granary, so that an edit of the Policy is a new revision */
    public record PolicyTarget(
            @Nullable @Size(max = 253) String name,
            @Nullable String contentHash) {}

    /** A Harvester version, and how a site gets there. */
    public record UpgradeTarget(
            @JsonPropertyDescription("The version that sites shall have, such as v1.8.2.")
            @Nullable
            @Pattern("^v[0-9]+\\.[0-9]+\\.[0-9]+(-[A-Za-z0-9.]+)?$")
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
            @Required @Pattern("^https?://.+") String url,

            @JsonPropertyDescription("SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead.")
            @Nullable
            @Pattern("^[0-9a-f]{128}$")
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
            @Required @Pattern("^v[0-9]+\\.[0-9]+\\.[0-9]+$")
            String version,

            @Nullable Iso iso) {}

    public enum Preload {
        Sequential,
        Parallel,
        Skip
    }

    public record SettingsTarget(@Nullable Mode mode, Map<String, String> values) {
        public SettingsTarget {
            values = values == null ? Map.of() : Map.copyOf(values);
        }
    }

    public enum Mode {
        Enforce,
        Report
    }
}
