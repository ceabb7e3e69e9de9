// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.rollout.core.Placeholders;
import io.granary.templates.core.Parameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads at a site what a template needs there, and renders the template for it. Writes nothing. */
final class TemplateSurvey {
    private final TemplateRenderer renderer;
    private final TemplateLibrary library;

    TemplateSurvey(TemplateRenderer renderer, TemplateLibrary library) {
        this.renderer = renderer;
        this.library = library;
    }

    /**
     * What is asked.
     *
     * @param workspace that the Template lives in
     * @param versionName of the version that would be made
     */
    record Question(
            String workspace,
            String site,
            Map<String, String> labels,
            String template,
            String versionName,
            TemplateSpec spec,
            Map<String, String> overrides) {}

    /**
     * What was found.
     *
     * @param content hash of the objects, whatever the version's name; null where there is a hindrance
     * @param objects to create in this order
     */
    record Found(@Nullable String content, List<ObjectNode> objects, List<String> hindrances) {}

    Found survey(SiteTrees trees, Question question, @Nullable ObjectNode head) {
        var hindrances = new ArrayList<String>();
        if (head != null && !TemplateMarks.isOurs(head)) {
            hindrances.add("VirtualMachineTemplate " + namespace(question) + "/" + question.template() + " at site "
                    + question.site() + " is not Granary's: rename or delete it there, or hand it over with the label"
                    + " app.kubernetes.io/managed-by=granary.");
        }
        if (head == null && trees.of(TemplateKind.NAMESPACE).find("", namespace(question)) == null) {
            hindrances.add("Namespace " + namespace(question) + " is not at site " + question.site()
                    + ": create it there, or name another in the Template's spec.targetNamespace.");
        }
        hindrances.addAll(keys(trees, question));
        var rendered =
                renderer.render(question.template(), question.versionName(), question.spec(), at(trees, question));
        return switch (rendered) {
            case RenderedTemplate.Held held -> {
                hindrances.addAll(held.reasons());
                yield new Found(null, List.of(), List.copyOf(hindrances));
            }
            case RenderedTemplate.Ready ready ->
                new Found(hash(ready.objects(), question.versionName()), ready.objects(), List.copyOf(hindrances));
        };
    }

    private static String namespace(Question question) {
        return TemplateRenderer.namespace(question.spec());
    }

    private TemplateAtSite at(SiteTrees trees, Question question) {
        var spec = question.spec();
        var parameters = Parameters.of(spec, question.site(), question.labels(), question.overrides());
        var wantsImages = spec.disks().stream().anyMatch(disk -> disk.image() != null);
        var images = wantsImages ? trees.of(TemplateKind.IMAGE).list("", "") : List.<ObjectNode>of();
        var wantsNetworks =
                spec.networks().stream().anyMatch(network -> !network.network().equals("pod"));
        Set<String> networks = wantsNetworks
                ? trees.of(TemplateKind.NETWORK).list("", "").stream()
                        .map(TemplateSurvey::id)
                        .collect(Collectors.toSet())
                : Set.of();
        return new TemplateAtSite(question.site(), parameters, images(question, parameters, images), networks);
    }

    /** By the names that the template gives to images of the library, with parameters filled in. */
    private Map<String, SiteImage> images(Question question, Parameters parameters, List<ObjectNode> there) {
        var images = new HashMap<String, SiteImage>();
        for (var disk : question.spec().disks()) {
            if (disk.image() != null) {
                var name = Placeholders.fill(disk.image(), parameters.values()).text();
                var shown = library.displayName(question.workspace(), name);
                there.stream()
                        .filter(image -> shown.equals(
                                image.path("spec").path("displayName").asText("")))
                        .filter(TemplateSurvey::isImported)
                        .min(Comparator.comparing((ObjectNode image) -> !inNamespace(image, namespace(question)))
                                .thenComparing(TemplateSurvey::id))
                        .ifPresent(image -> images.put(name, new SiteImage(id(image), storageClass(image))));
            }
        }
        return images;
    }

    private static boolean isImported(ObjectNode image) {
        var imported = false;
        for (var condition : image.path("status").path("conditions")) {
            imported |= condition.path("type").asText("").equals("Imported")
                    && condition.path("status").asText("").equals("True");
        }
        return imported && !storageClass(image).isEmpty() && !TemplateMarks.isLeaving(image);
    }

    /** Of an image with backend cdi it is the class that its disks are copied to. */
    private static String storageClass(ObjectNode image) {
        var own = image.path("status").path("storageClassName").asText("");
        return own.isEmpty() ? image.path("spec").path("targetStorageClassName").asText("") : own;
    }

    private static boolean inNamespace(ObjectNode object, String namespace) {
        return object.path("metadata").path("namespace").asText("").equals(namespace);
    }

    private static String id(ObjectNode object) {
        return object.path("metadata").path("namespace").asText("") + "/" + TemplateMarks.name(object);
    }

    private static List<String> keys(SiteTrees trees, Question question) {
        var hindrances = new ArrayList<String>();
        for (var key : question.spec().keys()) {
            try {
                PublicKey.read(key.publicKey());
            } catch (PublicKey.Unreadable unreadable) {
                hindrances.add("Key " + key.name() + " of the Template cannot be read: " + unreadable.getMessage());
                continue;
            }
            var there = trees.of(TemplateKind.KEY_PAIR).find(namespace(question), key.name());
            if (there != null
                    && !TemplateMarks.isOurs(there)
                    && !isSame(there.path("spec").path("publicKey").asText(""), key.publicKey())) {
                hindrances.add("KeyPair " + id(there) + " at site " + question.site()
                        + " is not Granary's and holds another key: give the key in the Template another name.");
            }
        }
        return hindrances;
    }

    /** Whether two lines are one key, whatever the comments behind it. */
    static boolean isSame(String one, String other) {
        var first = one.strip().split("[ \t]+", 3);
        var second = other.strip().split("[ \t]+", 3);
        return first.length > 1 && second.length > 1 && first[0].equals(second[0]) && first[1].equals(second[1]);
    }

    private static String hash(List<ObjectNode> objects, String versionName) {
        var text = objects.stream().map(ObjectNode::toString).collect(Collectors.joining("\n"));
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var bytes = text.replace(versionName, "").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(sha.digest(bytes)).substring(0, 40);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
