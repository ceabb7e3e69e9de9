// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an earlier version anew from the one that the site still has, for a rollout that goes back: the hub keeps only
 * the present spec of a Template.
 */
final class EarlierVersion {
    private static final String OURS = "app.kubernetes.io/managed-by=granary";

    private EarlierVersion() {}

    /**
     * The objects of the new version; null if the site has none that was made of this wish.
     *
     * @param versionName of the version that would be made
     * @param wish as {@link TemplateMarks#stamp} noted it
     */
    static TemplateSurvey.@Nullable Found find(SiteTrees trees, String namespace, String versionName, String wish) {
        return trees.of(TemplateKind.VERSION).list(namespace, OURS).stream()
                .filter(version -> TemplateMarks.isOurs(version) && !TemplateMarks.isLeaving(version))
                .filter(version -> TemplateMarks.wish(version).equals(wish))
                .max(Comparator.comparingInt(
                        version -> TemplateMarks.version(version).number()))
                .map(version -> anew(trees, version, namespace, versionName))
                .orElse(null);
    }

    private static TemplateSurvey.Found anew(
            SiteTrees trees, ObjectNode earlier, String namespace, String versionName) {
        var objects = new ArrayList<ObjectNode>();
        var secret = trees.of(TemplateKind.SECRET).find(namespace, TemplateMarks.name(earlier));
        if (secret != null) {
            var copy = bare("v1", "Secret", secret, versionName);
            copy.set("type", secret.path("type"));
            copy.set("data", secret.path("data"));
            objects.add(copy);
        }
        var version = bare("harvesterhci.io/v1beta1", "VirtualMachineTemplateVersion", earlier, versionName);
        var spec = earlier.path("spec")
                .toString()
                .replace("\"" + TemplateMarks.name(earlier) + "\"", "\"" + versionName + "\"");
        version.set("spec", Wire.read(spec.getBytes(StandardCharsets.UTF_8), ObjectNode.class));
        objects.add(version);
        return new TemplateSurvey.Found(TemplateMarks.version(earlier).content(), objects, List.of());
    }

    private static ObjectNode bare(String apiVersion, String kind, ObjectNode source, String name) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", apiVersion)
                .put("kind", kind);
        var metadata = object.putObject("metadata").put("name", name);
        metadata.put("namespace", source.path("metadata").path("namespace").asText(""));
        metadata.set("labels", source.path("metadata").path("labels").deepCopy());
        return object;
    }
}
