// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.kube.ApiProblem;
import io.granary.kube.Resources;
import io.granary.kube.Written;
import io.granary.rollout.SiteLedger.SiteProblem;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Writes the objects of one template at one site. Everything has a name that is known beforehand, so that what was done
 * already is found again; what is not Granary's is never written over.
 */
final class TemplateWriter {
    private static final Map<String, TemplateKind> KINDS = Map.of(
            "KeyPair", TemplateKind.KEY_PAIR,
            "Secret", TemplateKind.SECRET,
            "VirtualMachineTemplate", TemplateKind.TEMPLATE,
            "VirtualMachineTemplateVersion", TemplateKind.VERSION);

    private final SiteTrees trees;
    private final String site;
    private final BooleanSupplier mayWrite;

    /** @param mayWrite asked before every request that changes something */
    TemplateWriter(SiteTrees trees, String site, BooleanSupplier mayWrite) {
        this.trees = trees;
        this.site = site;
        this.mayWrite = mayWrite;
    }

    /** The site understood the request and will not have it; asking again the same way does not help. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Makes an object, unless it is there.
     *
     * @throws Refusal if the site will not have it, or has one of that name that is somebody else's
     * @throws SiteProblem if it is not known what happened
     */
    void make(ObjectNode wanted) {
        var kind = kind(wanted);
        var there = trees.of(kind).find(namespace(wanted), TemplateMarks.name(wanted));
        if (there == null) {
            create(kind, wanted);
        } else {
            met(kind, wanted, there);
        }
    }

    private void create(TemplateKind kind, ObjectNode wanted) {
        allowed();
        switch (trees.of(kind).create(wanted)) {
            case Written.Stored<ObjectNode> stored -> {}
            case Written.Unchanged<ObjectNode> same -> {}
            case Written.Conflict<ObjectNode> conflict -> {
                // 409 is what a taken name gets, and what Harvester's webhooks choose for other refusals.
                var there = trees.of(kind).find(namespace(wanted), TemplateMarks.name(wanted));
                if (there == null) {
                    throw new Refusal(refused(wanted, conflict.message()));
                }
                met(kind, wanted, there);
            }
            case Written.Refused<ObjectNode> refused -> throw problem(wanted, refused.problem());
        }
    }

    private void met(TemplateKind kind, ObjectNode wanted, ObjectNode there) {
        if (TemplateMarks.isLeaving(there)) {
            throw new SiteProblem(what(wanted) + " is being deleted at site " + site);
        }
        if (kind == TemplateKind.KEY_PAIR && TemplateSurvey.isSame(key(there), key(wanted))) {
            return;
        }
        if (!TemplateMarks.isOurs(there)) {
            throw new Refusal(what(wanted) + " exists at site " + site + " and is not Granary's: delete or rename it.");
        }
        if (kind == TemplateKind.KEY_PAIR) {
            var next = there.deepCopy();
            next.withObjectProperty("spec").put("publicKey", key(wanted));
            replace(kind, next);
        }
    }

    private static String key(ObjectNode pair) {
        return pair.path("spec").path("publicKey").asText("");
    }

    /** Hands the cloud-init Secret to its version, so that it goes when the version goes. */
    void adopt(ObjectNode version) {
        var secret = trees.of(TemplateKind.SECRET).find(namespace(version), TemplateMarks.name(version));
        if (secret == null
                || !TemplateMarks.isOurs(secret)
                || secret.path("metadata").path("ownerReferences").size() > 0) {
            return;
        }
        var next = secret.deepCopy();
        next.withObjectProperty("metadata")
                .withArrayProperty("ownerReferences")
                .addObject()
                .put("apiVersion", "harvesterhci.io/v1beta1")
                .put("kind", "VirtualMachineTemplateVersion")
                .put("name", TemplateMarks.name(version))
                .put("uid", TemplateMarks.uid(version));
        replace(TemplateKind.SECRET, next);
    }

    /** Writes an object as it should be now over the version that was read. */
    void replace(TemplateKind kind, ObjectNode next) {
        allowed();
        switch (trees.of(kind).replace(next)) {
            case Written.Stored<ObjectNode> stored -> {}
            case Written.Unchanged<ObjectNode> same -> {}
            case Written.Conflict<ObjectNode> conflict ->
                throw new SiteProblem(what(next) + " was changed by somebody else at the same time");
            case Written.Refused<ObjectNode> refused -> throw problem(next, refused.problem());
        }
    }

    /** Deletes an object of Granary's; one that is not there, or not Granary's, stays as it is. */
    void delete(TemplateKind kind, String namespace, String name) {
        Resources<ObjectNode> objects = trees.of(kind);
        var there = objects.find(namespace, name);
        if (there == null || !TemplateMarks.isOurs(there)) {
            return;
        }
        allowed();
        var problem = objects.delete(namespace, name);
        if (problem != null) {
            throw new SiteProblem(what(there) + " was not deleted: " + problem.message());
        }
    }

    private void allowed() {
        if (!mayWrite.getAsBoolean()) {
            throw new SiteProblem("the time to write has run out; the next pass goes on");
        }
    }

    private RuntimeException problem(ObjectNode wanted, ApiProblem problem) {
        return switch (problem.kind()) {
            case REJECTED, FORBIDDEN, ABSENT -> new Refusal(refused(wanted, problem.message()));
            case UNREACHABLE, UNAUTHENTICATED, THROTTLED, EXPIRED, NOT_SENT -> new SiteProblem(problem.message());
        };
    }

    private String refused(ObjectNode wanted, String words) {
        return "Site " + site + " refused " + what(wanted) + " (" + words + "): change the Template accordingly.";
    }

    private static String what(ObjectNode object) {
        return object.path("kind").asText("") + " " + namespace(object) + "/" + TemplateMarks.name(object);
    }

    private static String namespace(ObjectNode object) {
        return object.path("metadata").path("namespace").asText("");
    }

    private static TemplateKind kind(ObjectNode object) {
        var kind = KINDS.get(object.path("kind").asText(""));
        if (kind == null) {
            throw new IllegalStateException("Templates are made of no " + object.path("kind"));
        }
        return kind;
    }
}
