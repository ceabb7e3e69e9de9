// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
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

    public record UpgradeTarget(
            @Nullable @Pattern("^v[0-9]+\\.[0-9]+\\.[0-9]+(-[A-Za-z0-9.]+)?$")
            String version,

            @Nullable Reference versionRef) {}

    public record SettingsTarget(@Nullable Mode mode, Map<String, String> values) {
        public SettingsTarget {
            values = values == null ? Map.of() : Map.copyOf(values);
        }
    }

    public record Reference(@Required String name) {}

    public enum Mode {
        Enforce,
        Report
    }
}
