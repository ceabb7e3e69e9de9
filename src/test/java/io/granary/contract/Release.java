// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.granary.charts.Charts;
import io.granary.kube.HubObject;
import io.granary.kube.ResourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What one release has written: a folder of src/test/resources/releases. */
record Release(Path folder) {
    private static final Path ALL = Path.of("src/test/resources/releases");

    static Stream<Release> all() {
        try (var folders = Files.list(ALL)) {
            return folders.filter(Files::isDirectory).sorted().map(Release::new).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The kinds of this version. */
    static List<JsonNode> now() {
        return documents(Charts.DEFINITIONS.resolve("templates"));
    }

    List<JsonNode> definitions() {
        return documents(folder.resolve("definitions"));
    }

    /** What people wrote, each object once. */
    Collection<JsonNode> objects() {
        var objects = new LinkedHashMap<String, JsonNode>();
        documents(folder.resolve("objects")).stream()
                .filter(one -> one.path("apiVersion").asText().startsWith("granary.io/"))
                .forEach(one -> objects.put(one.path("kind") + "/" + one.at("/metadata/name"), one));
        return objects.values();
    }

    /** What was narrowed since on purpose: expressions over what {@link SchemaPromise} tells. */
    List<Pattern> narrowed() {
        return text(folder.resolve("narrowed.txt"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Pattern.compile(line.substring(0, line.indexOf(" -- "))))
                .toList();
    }

    /** As the hub reads and writes objects of this kind. */
    static ResourceType<HubObject<Object, Object>> type(String kind) {
        try {
            var type = Class.forName("io.granary.crd.v1alpha1." + kind);
            var parts = ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments();
            return raw(type, parts[0], parts[1]);
        } catch (ClassNotFoundException removed) {
            throw new AssertionError("The kind %s is no longer read: keep its class".formatted(kind), removed);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ResourceType<HubObject<Object, Object>> raw(Class type, Object spec, Object status) {
        return HubObject.type(type, (Class) spec, (Class) status);
    }

    private static List<JsonNode> documents(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted()
                    .flatMap(file -> Charts.parsed(text(file)).stream())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
