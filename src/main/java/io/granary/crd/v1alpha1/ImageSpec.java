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

/** What the image is and where sites fetch it. */
@ValidationRule(
        value = "has(self.url) != has(self.file)",
        message = "an image has one source: set either spec.url or spec.file (an uploaded file of the library)")
public record ImageSpec(
        @JsonPropertyDescription("Name shown in Harvester. Absent: the object's name.") @Nullable @Size(max = 253)
        String displayName,

        @JsonPropertyDescription("Where the original is, http or https.")
        @Nullable
        @Size(max = 2048)
        @ValidationRule(value = RolloutSpec.Amounts.IS_URL, message = RolloutSpec.Amounts.WRITE_URL)
        String url,

        @JsonPropertyDescription("An uploaded file of the library.")
        @Nullable
        @Size(max = 253)
        @ValidationRule(value = RolloutSpec.Amounts.IS_FILE, message = RolloutSpec.Amounts.WRITE_FILE)
        String file,

        @JsonPropertyDescription("Format of the file. Absent: read from its header.") @Nullable
        Format format,

        @JsonPropertyDescription("SHA-512 of the file, 128 hexadecimal digits.")
        @Nullable
        @Size(max = 256)
        @ValidationRule(value = RolloutSpec.Amounts.IS_SHA512, message = RolloutSpec.Amounts.WRITE_SHA512)
        String sha512,

        @JsonPropertyDescription("Size of the file in bytes.") @Nullable @Min(0)
        Long sizeBytes,

        @JsonPropertyDescription("Where sites fetch it instead, first match wins.") @Size(max = 32)
        List<Mirror> mirrors,

        @JsonPropertyDescription("Namespace at the site. Absent: default.") @Nullable @Size(max = 63)
        String targetNamespace,

        @JsonPropertyDescription("Storage class parameters by site label, first match wins.") @Size(max = 16)
        List<Storage> storage) {

    public ImageSpec {
        mirrors = mirrors == null ? List.of() : List.copyOf(mirrors);
        storage = storage == null ? List.of() : List.copyOf(storage);
    }

    public enum Format {
        qcow2,
        raw,
        iso
    }

    /** A place near some sites that holds the same bytes. */
    public record Mirror(
            @JsonPropertyDescription("Sites that are near it.") @Required
            RolloutSelector selector,

            @JsonPropertyDescription("Where they fetch it, http or https.")
            @Required
            @Size(max = 2048)
            @ValidationRule(value = RolloutSpec.Amounts.IS_URL, message = RolloutSpec.Amounts.WRITE_URL)
            String url) {}

    /** How the image is stored at some sites. */
    public record Storage(
            @JsonPropertyDescription("Which sites. Absent: all.") @Nullable
            RolloutSelector selector,

            @JsonPropertyDescription("Longhorn's, such as numberOfReplicas.") @Required
            Map<String, String> parameters) {
        public Storage {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }
}
