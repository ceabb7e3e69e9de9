// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.source.tree.MethodTree;
import io.granary.events.GranaryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages of docs/reference say what the code says. {@code make docs} (-Dgolden=write) writes them anew. */
class ReferenceTest {
    private static final Path PAGES = Path.of("docs/reference");
    private static final String WRITTEN = "\nThis page is written by `make docs` from the code.\n\n";

    @Test
    void everySettingIsOnThePage() throws IOException {
        var rows = new ArrayList<String>();
        for (var file : Tree.java("src/main")) {
            var prefix =
                    Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"").matcher(Tree.read(file));
            if (prefix.find()) {
                var types = Documented.types(file);
                settings(prefix.group(1), types.values().iterator().next(), types, rows);
            }
        }
        rows.sort(null);

        check(
                "config.md",
                "# Settings\n" + WRITTEN
                        + "Each setting is a property (a system property, or a line in"
                        + " `config/application.properties` beside the program) or an environment variable."
                        + " Durations are written `10s`, `5m`, `1h`.\n\n"
                        + "| property | variable | default | what it does |\n|---|---|---|---|\n"
                        + String.join("", rows));
    }

    @Test
    void everyEventIsOnThePage() throws IOException {
        var docs = Documented.types(Path.of("src/main/java/io/granary/events/GranaryEvent.java"));
        var rows = Arrays.stream(
                        GranaryEvent.class.getAnnotation(JsonSubTypes.class).value())
                .map(type -> "| `%s` | %s | %s |\n"
                        .formatted(
                                type.name(),
                                Arrays.stream(type.value().getRecordComponents())
                                        .map(field -> "`" + field.getName() + "`")
                                        .collect(Collectors.joining(", ")),
                                docs.get(type.value().getSimpleName())
                                        .doc(type.value().getSimpleName())))
                .collect(Collectors.joining());

        check(
                "events.md",
                "# Events\n" + WRITTEN
                        + "On the bus, each event is one JSON object with its name in `type`. Over Kafka it is also a"
                        + " CloudEvent 1.0 in binary mode (headers `ce_id`, `ce_type`, `ce_source`, `ce_subject`,"
                        + " `ce_time`), with the site's id as the record's key. Over a webhook it is the"
                        + " `data` of a CloudEvent 1.0 in structured mode.\n\n"
                        + "| type | fields | when |\n|---|---|---|\n" + rows);
    }

    @Test
    void everyFieldOfTheResourcesIsOnThePage() throws IOException {
        var page = new StringBuilder("# Resources\n" + WRITTEN);
        for (var file : Tree.files(path -> path.startsWith("charts/granary-crd/templates"))) {
            var definition = new YAMLMapper().readTree(Tree.read(file)).path("spec");
            for (var version : definition.path("versions")) {
                resource(definition, version, page);
            }
        }

        check("crds.md", page.toString().stripTrailing() + "\n");
    }

    private static void resource(JsonNode definition, JsonNode version, StringBuilder page) {
        var names = definition.path("names");
        var schema = version.path("schema").path("openAPIV3Schema");
        page.append("## %s\n\n`%s/%s`, %s, `kubectl get %s`. %s\n\n| field | type | what it says |\n|---|---|---|\n"
                .formatted(
                        names.path("kind").asText(),
                        definition.path("group").asText(),
                        version.path("name").asText(),
                        definition.path("scope").asText().toLowerCase(Locale.ROOT),
                        names.path("plural").asText(),
                        schema.path("description").asText()));
        fields("", schema, page);
        page.append("\n");
    }

    private static void fields(String path, JsonNode schema, StringBuilder page) {
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            var name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            var type = field.getValue().path("type").asText("any");
            var items = field.getValue().path("items");
            if (!name.equals("metadata") && !name.equals("apiVersion") && !name.equals("kind")) {
                page.append("| `%s` | %s | %s |\n".formatted(name, type(type, items, field.getValue()), words(field)));
            }
            fields(name, field.getValue(), page);
            fields(name + "[]", items, page);
        }
    }

    private static String type(String type, JsonNode items, JsonNode schema) {
        var choices = new ArrayList<String>();
        schema.path("enum").forEach(choice -> choices.add("`" + choice.asText() + "`"));
        var word = type.equals("array") ? "list of " + items.path("type").asText("any") : type;
        return choices.isEmpty() ? word : word + ": " + String.join(", ", choices);
    }

    private static String words(Map.Entry<String, JsonNode> field) {
        return field.getValue()
                .path("description")
                .asText()
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }

    private static void settings(
            String prefix, Documented.Type type, Map<String, Documented.Type> types, List<String> rows) {
        for (var method : type.methods()) {
            var name = method.getName().toString();
            var returned = types.get(String.valueOf(method.getReturnType()));
            var key = prefix + "." + kebab(name);
            if (method.getBody() != null) {
                continue;
            }
            if (returned != null) {
                settings(key, returned, types, rows);
            } else {
                rows.add("| `%s` | `%s` | %s | %s |\n"
                        .formatted(
                                key,
                                key.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT),
                                standard(method),
                                type.doc(name).replace("|", "\\|")));
            }
        }
    }

    private static String standard(MethodTree method) {
        var found = Pattern.compile("@WithDefault\\((?:value = )?\"(.*)\"\\)")
                .matcher(method.getModifiers().getAnnotations().toString());
        return found.find() ? "`" + found.group(1) + "`" : "none";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static void check(String name, String page) throws IOException {
        var file = PAGES.resolve(name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(PAGES);
            Files.writeString(file, page);
        }

        assertThat(file)
                .as("The code has changed and its page has not. Remedy: make docs, and read the difference")
                .exists()
                .hasContent(page);
    }
}
