// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.site;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.granary.simulator.apiserver.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON text of one kind of object with holes in it. All objects of a kind share the text; an object is only its
 * values until somebody asks for its bytes.
 *
 * <p>A hole {@code $(name)} stands inside a string and takes text; a hole {@code "$(#name)"} is a whole value and takes
 * JSON.
 */
public final class Template {
    private static final Pattern HOLE = Pattern.compile("\"\\$\\(#(\\w+)\\)\"|\\$\\((\\w+)\\)");

    private record Hole(String name, boolean json) {}

    /** What an object of the template calls itself; names may have holes. */
    record Identity(String apiVersion, String kind, ObjectKey key, String uid, Map<String, String> labels) {}

    private final String name;
    private final Identity identity;
    private final List<byte[]> literals = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();

    private Template(String name, Identity identity) {
        this.name = name;
        this.identity = identity;
    }

    static Template compile(String name, Identity identity, String json) {
        var template = new Template(name, identity);
        var matcher = HOLE.matcher(json);
        int end = 0;
        while (matcher.find()) {
            template.literals.add(json.substring(end, matcher.start()).getBytes(StandardCharsets.UTF_8));
            boolean whole = matcher.group(1) != null;
            template.holes.add(new Hole(whole ? matcher.group(1) : matcher.group(2), whole));
            end = matcher.end();
        }
        template.literals.add(json.substring(end).getBytes(StandardCharsets.UTF_8));
        return template;
    }

    public String name() {
        return name;
    }

    /**
     * The bytes of the object.
     *
     * @throws IllegalArgumentException when a hole has no value
     */
    public byte[] render(Map<String, ?> values) {
        var out = new ByteArrayOutputStream(4096);
        for (int i = 0; i < holes.size(); i++) {
            out.writeBytes(literals.get(i));
            var hole = holes.get(i);
            var value = values.get(hole.name());
            if (value == null) {
                throw new IllegalArgumentException("template " + name + " needs a value for " + hole.name());
            }
            write(out, hole, value);
        }
        out.writeBytes(literals.getLast());
        return out.toByteArray();
    }

    /** The identity with its holes filled. */
    Identity identity(Map<String, ?> values) {
        var labels = new TreeMap<String, String>();
        identity.labels().forEach((label, value) -> labels.put(label, filled(value, values)));
        var key = identity.key();
        return new Identity(
                identity.apiVersion(),
                identity.kind(),
                ObjectKey.of(filled(key.namespace(), values), filled(key.name(), values)),
                filled(identity.uid(), values),
                Map.copyOf(labels));
    }

    private static String filled(String text, Map<String, ?> values) {
        return text.indexOf('$') < 0
                ? text
                : HOLE.matcher(text)
                        .replaceAll(hole -> Matcher.quoteReplacement(String.valueOf(values.get(hole.group(2)))));
    }

    private static void write(ByteArrayOutputStream out, Hole hole, Object value) {
        if (hole.json() && value instanceof byte[] bytes) {
            out.writeBytes(bytes);
            return;
        }
        var text = String.valueOf(value);
        out.writeBytes((hole.json() ? text : escaped(text)).getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                return new String(JsonStringEncoder.getInstance().quoteAsString(text));
            }
        }
        return text;
    }
}
