// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import io.granary.rollout.core.Placeholders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;

/**
 * Checks cloud-init user data before any site sees it: the header line, the YAML, and cloud-init's own schema
 * ({@code schema-cloud-config-v1.json}). At a site a mistake shows only as a VM that nobody can log in to.
 */
public final class CloudConfig {

    private static final String HEADER = "#cloud-config";
    private static final int MOST_FINDINGS = 10;

    private final ObjectMapper yaml = new ObjectMapper(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final JsonSchema schema;
    private final List<String> knownKeys;

    public CloudConfig() {
        try (InputStream source = CloudConfig.class.getResourceAsStream("/templates/cloud-config.schema.json")) {
            JsonNode document = new ObjectMapper().readTree(source);
            JsonMetaSchema draft4 = JsonMetaSchema.builder(JsonMetaSchema.getV4())
                    .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                    .build();
            this.schema = JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4))
                    .metaSchema(draft4)
                    .build()
                    .getSchema(document);
            this.knownKeys = names(document.path("properties"));
        } catch (IOException failure) {
            throw new UncheckedIOException("The cloud-init schema is part of Granary and cannot be read", failure);
        }
    }

    /**
     * Tells what is wrong with user data.
     *
     * @return at most ten sentences, each with the place and what to do; empty where all is well
     */
    public List<String> findings(String userData) {
        String first = userData.lines().findFirst().orElse("");
        if (!first.stripTrailing().equals(HEADER)) {
            return List.of("The first line must be " + HEADER + ", or cloud-init ignores the whole document.");
        }
        JsonNode document;
        try {
            document = yaml.readTree(userData);
        } catch (JacksonException notYaml) {
            return List.of("Line " + line(notYaml) + " is not valid YAML: " + firstLine(notYaml.getOriginalMessage()));
        }
        if (document.isMissingNode() || document.isNull()) {
            return List.of();
        }
        if (!document.isObject()) {
            return List.of(
                    "Under " + HEADER + " stand keys and their values, such as \"packages: [qemu-guest-agent]\".");
        }
        return checked(document);
    }

    /**
     * Finds the values that do not stay one text where they stand: {@code 1, reboot} in a list, or one with lines and
     * keys of its own.
     *
     * @param text YAML with places for parameters; what is no YAML even with plain words in them is left alone, for
     *     {@link #findings} to tell
     * @return the names of the parameters, in the order of the alphabet
     */
    public List<String> intruders(String text, Map<String, String> values) {
        Map<String, String> words = new HashMap<>();
        values.keySet().forEach(name -> words.put(name, "x"));
        Optional<JsonNode> meant = form(text, words);
        return values.entrySet().stream()
                .filter(value -> meant.isPresent() && !isFormOf(text, with(words, value), meant.get()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private boolean isFormOf(String text, Map<String, String> values, JsonNode meant) {
        return form(text, values)
                .filter(filled -> filled.equals(CloudConfig::onlyWordsDiffer, meant))
                .isPresent();
    }

    /** Called for scalars, and for objects and arrays of another class or size only. */
    private static int onlyWordsDiffer(JsonNode one, JsonNode other) {
        return one.equals(other) || one.isValueNode() && other.isValueNode() ? 0 : 1;
    }

    private static Map<String, String> with(Map<String, String> words, Map.Entry<String, String> value) {
        Map<String, String> changed = new HashMap<>(words);
        changed.put(value.getKey(), value.getValue());
        return changed;
    }

    private Optional<JsonNode> form(String text, Map<String, String> values) {
        try {
            return Optional.of(yaml.readTree(Placeholders.fill(text, values).text()));
        } catch (JacksonException notYaml) {
            return Optional.empty();
        }
    }

    /**
     * Adds public keys to user data, as Harvester's own pages do: nothing at a site merges key pairs into it.
     *
     * @param userData with its header line; text that is no YAML object comes back as it is, for {@link #findings} to
     *     tell
     * @param keys whole lines, as in {@code authorized_keys}
     */
    public String withKeys(String userData, List<String> keys) {
        try {
            if (!(yaml.readTree(userData) instanceof ObjectNode document)) {
                return userData.stripTrailing().equals(HEADER)
                        ? HEADER + "\n" + written(yaml.createObjectNode(), keys)
                        : userData;
            }
            return HEADER + "\n" + written(document, keys);
        } catch (JacksonException notYaml) {
            return userData;
        }
    }

    private String written(ObjectNode document, List<String> keys) throws JacksonException {
        ArrayNode all = document.withArrayProperty("ssh_authorized_keys");
        Set<String> present = new HashSet<>();
        all.forEach(key -> present.add(key.asText()));
        keys.stream().filter(present::add).forEach(all::add);
        return yaml.writeValueAsString(document);
    }

    private List<String> checked(JsonNode document) {
        List<String> findings = new ArrayList<>();
        for (String key : names(document)) {
            if (!knownKeys.contains(key)) {
                findings.add("cloud-init knows no key \"" + key + "\"" + nearest(key) + ".");
            }
        }
        schema.validate(document).stream()
                .map(message -> message.getMessage().strip())
                .filter(message -> !message.contains("additional properties"))
                .distinct()
                .forEach(findings::add);
        return findings.stream().limit(MOST_FINDINGS).toList();
    }

    private String nearest(String key) {
        Optional<String> nearest = knownKeys.stream()
                .min(Comparator.comparingInt(known -> distance(key, known)))
                .filter(known -> distance(key, known) <= 3);
        return nearest.map(known -> " (did you mean \"" + known + "\"?)").orElse("");
    }

    /** Levenshtein's edit distance. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substitute = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(object.fieldNames(), Spliterator.ORDERED), false)
                .toList();
    }

    private static String line(JacksonException failure) {
        JsonLocation place = failure.getLocation();
        return place == null ? "?" : Integer.toString(place.getLineNr());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
