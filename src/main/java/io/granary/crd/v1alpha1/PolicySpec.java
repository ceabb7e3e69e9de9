// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What shall hold, where, and what Granary does about it; ${parameter} is filled for each site. */
public record PolicySpec(
        @JsonPropertyDescription(
                "Report: say what differs. Enforce: mend it, too. Absent: Report. Rules are told in" + " either.")
        @Default("Report")
        @Nullable
        Mode mode,

        @JsonPropertyDescription("Which sites of the workspace. Absent: all.")
        RolloutSpec.@Nullable Sites sites,

        @JsonPropertyDescription("Settings of Harvester by name; text, number, boolean, or the object that its JSON is."
                + " The empty text brings back the default. A setting, or a field of one, may be"
                + " {valueFrom: {secretKeyRef: {name, key}}}: a Secret of the policy's namespace with the label"
                + " granary.io/policy-values=true.")
        Map<String, JsonNode> settings,

        @JsonPropertyDescription("Kubernetes objects, applied as field manager granary; one that is taken out is"
                + " deleted where Granary made it. A text of one may be {valueFrom: {secretKeyRef: {name, key}}},"
                + " as in settings.")
        @Size(max = 64)
        List<JsonNode> objects,

        @JsonPropertyDescription("What each site fills in.") @Size(max = 64)
        List<TemplateSpec.Parameter> parameters,

        @JsonPropertyDescription("Parameters that differ at some sites, first match wins.") @Size(max = 64)
        List<Override> overrides,

        @JsonPropertyDescription("When and how hard differences are mended.") @Nullable
        Enforcement enforcement,

        @JsonPropertyDescription("What must be true of each object of a kind at a site; told, never mended.")
        @Size(max = 32)
        List<Rule> rules,

        @JsonPropertyDescription(WHEN_IT_ENDS) @Nullable DeletionPolicy deletionPolicy) {

    private static final String WHEN_IT_ENDS =
            "What becomes of the objects that Granary made at a site, when the policy is deleted or no longer selects"
                    + " the site. Keep: they stay. Delete: they are deleted, within the windows of the policy, and the"
                    + " Policy goes after them. Settings stay as they are. Absent: Keep.";

    public PolicySpec {
        settings = settings == null ? Map.of() : Map.copyOf(settings);
        objects = objects == null ? List.of() : List.copyOf(objects);
        parameters = parameters == null ? List.of() : List.copyOf(parameters);
        overrides = overrides == null ? List.of() : List.copyOf(overrides);
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** A sentence in CEL that must be true of every object of one kind at a site. */
    public record Rule(
            @JsonPropertyDescription("What reports call it; unique in the policy.") @Required @Size(min = 1, max = 63)
            String name,

            @JsonPropertyDescription("Of which objects it must be true.") @Required
            Each each,

            @JsonPropertyDescription("CEL, true where the rule holds. Knows self (the object), site (name, labels),"
                    + " nodes and backups (all of the site), and now. metadata.labels, metadata.annotations and status"
                    + " are never absent.")
            @Required
            @Size(min = 1, max = 2048)
            String expression,

            @JsonPropertyDescription("What to do about an object that breaks it.") @Nullable @Size(max = 200)
            String message) {}

    public enum Each {
        VirtualMachine,
        Node,
        VirtualMachineImage,
        PersistentVolumeClaim,
        NetworkAttachmentDefinition
    }

    public enum DeletionPolicy {
        Keep,
        Delete
    }

    public enum Mode {
        Report,
        Enforce
    }

    /** Values of parameters at some sites. */
    public record Override(@Required RolloutSelector selector, Map<String, String> parameters) {
        public Override {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    /** When and how hard differences are mended. */
    public record Enforcement(
            @JsonPropertyDescription(
                    "Site: in the maintenance windows of the site, at any time where it has none." + " Absent: Site.")
            RolloutControl.@Nullable Use windows,

            @JsonPropertyDescription("How often within a day somebody may change the same back, before Granary stops"
                    + " mending it and names him. Absent: 3.")
            @Nullable
            @Min(1)
            @Max(100)
            Integer fights,

            @JsonPropertyDescription(
                    "Also writes over what another field manager applies, and never stops." + " Absent: false.")
            @Nullable
            Boolean force,

            @JsonPropertyDescription("Rollout: new content comes to a site by a Rollout whose target names the policy,"
                    + " and the policy keeps it there. Direct: at once. Absent: Direct.")
            @Nullable
            Release release) {}

    public enum Release {
        Direct,
        Rollout
    }
}
