// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.templates.core.SiteTemplate;
import io.granary.templates.core.SiteTemplate.Owner;
import java.util.Arrays;
import java.util.List;

/** How Granary marks what it makes at a site, and reads it again. */
final class TemplateMarks {
    private static final String LABEL = "app.kubernetes.io/managed-by";
    private static final String GRANARY = "granary";

    /** On a version: hash of what was rendered. */
    private static final String CONTENT = "granary.io/content";
    /** On a version: hash of the target that it was made for, with the hash of the Template's spec. */
    private static final String WISH = "granary.io/wish";
    /** On a version: the default version when it was made, {@code namespace/name}. */
    private static final String PREVIOUS = "granary.io/previous-default";
    /** On a template: names of the versions that Granary made the default, latest last. */
    private static final String APPLIED = "granary.io/applied-versions";
    /** More than rollouts that are still watched over at one site. */
    private static final int MOST_APPLIED = 32;

    private TemplateMarks() {}

    static Owner owner(ObjectNode object) {
        var label = object.path("metadata").path("labels").path(LABEL).asText("");
        return label.equals(GRANARY) ? Owner.GRANARY : Owner.OTHERS;
    }

    static boolean isOurs(ObjectNode object) {
        return owner(object) == Owner.GRANARY;
    }

    static boolean isLeaving(ObjectNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    static SiteTemplate.Head head(ObjectNode template) {
        return new SiteTemplate.Head(
                owner(template), positive(template.path("status").path("defaultVersion")), applied(template));
    }

    static SiteTemplate.Version version(ObjectNode version) {
        return new SiteTemplate.Version(
                name(version),
                owner(version),
                positive(version.path("status").path("version")),
                isOurs(version) ? annotation(version, CONTENT) : "");
    }

    private static int positive(JsonNode number) {
        return number.canConvertToInt() ? Math.max(0, number.intValue()) : 0;
    }

    static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText("");
    }

    static String uid(ObjectNode object) {
        return object.path("metadata").path("uid").asText("");
    }

    /** The default version of a template, {@code namespace/name}; the empty string if it has none. */
    static String defaultId(ObjectNode template) {
        return template.path("spec").path("defaultVersionId").asText("");
    }

    static String wish(ObjectNode version) {
        return annotation(version, WISH);
    }

    static String previous(ObjectNode version) {
        return annotation(version, PREVIOUS);
    }

    private static List<String> applied(ObjectNode template) {
        return Arrays.stream(annotation(template, APPLIED).split(","))
                .filter(name -> !name.isBlank())
                .toList();
    }

    private static String annotation(ObjectNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText("");
    }

    /** Marks a version that is about to be made. */
    static void stamp(ObjectNode version, String content, String wish, String previousDefault) {
        var annotations = annotations(version);
        annotations.put(CONTENT, content).put(WISH, wish);
        if (!previousDefault.isEmpty()) {
            annotations.put(PREVIOUS, previousDefault);
        }
    }

    /** The template with this version as the default, and the note that it was. */
    static ObjectNode applying(ObjectNode template, String id, String versionName) {
        var next = template.deepCopy();
        next.withObjectProperty("spec").put("defaultVersionId", id);
        var names = applied(template).stream()
                .filter(name -> !name.equals(versionName))
                .toList();
        var kept = names.subList(Math.max(0, names.size() - MOST_APPLIED + 1), names.size());
        annotations(next).put(APPLIED, kept.isEmpty() ? versionName : String.join(",", kept) + "," + versionName);
        return next;
    }

    private static ObjectNode annotations(ObjectNode object) {
        return object.withObjectProperty("metadata").withObjectProperty("annotations");
    }
}
