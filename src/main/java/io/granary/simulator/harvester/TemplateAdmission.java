// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.simulator.harvester;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.granary.simulator.apiserver.Admission;
import io.granary.simulator.apiserver.ObjectStore;

/**
 * What Harvester refuses of a VirtualMachineTemplateVersion (Harvester {@code pkg/webhook/resources/templateversion}).
 * Templates themselves pass.
 */
final class TemplateAdmission {
    static final String CLAIMS = "harvesterhci.io/volumeClaimTemplates";
    private static final String LIMITS = "spec.vm.spec.template.spec.domain.resources.limits";

    private TemplateAdmission() {}

    static void validate(Admission admission) {
        var before = admission.before();
        var version = admission.object();
        if (version == null) {
            if (before != null) {
                checkDeletion(before, admission.store());
            }
        } else if (before == null) {
            checkTemplate(version, admission.store());
            checkKeyPairs(version, admission.store());
            checkClaims(version);
            checkLimits(version);
        } else {
            throw Webhook.VALIDATOR.methodNotAllowed("Update templateVersion is not supported");
        }
    }

    private static void checkTemplate(ObjectNode version, ObjectStore store) {
        var id = version.at("/spec/templateId").asText();
        if (id.isEmpty()) {
            throw Webhook.VALIDATOR.invalid("TemplateId is empty", "spec.templateId");
        }
        var template = Trees.reference(id);
        if (!template.namespace().equals(Trees.key(version).namespace())) {
            throw Webhook.VALIDATOR.invalid(
                    "Template version and template should reside in the same namespace", "metadata.namespace");
        }
        if (store.find(Kinds.TEMPLATE, template).isEmpty()) {
            throw Webhook.VALIDATOR.invalid(
                    "%s \"%s\" not found".formatted(Kinds.TEMPLATE, template.name()), "spec.templateId");
        }
    }

    private static void checkKeyPairs(ObjectNode version, ObjectStore store) {
        int number = 0;
        for (var id : version.at("/spec/keyPairIds")) {
            var key = Trees.reference(id.asText());
            if (store.find(Kinds.KEY_PAIR, key).isEmpty()) {
                throw Webhook.VALIDATOR.invalid(
                        "KeyPairID %s is invalid, %s \"%s\" not found"
                                .formatted(id.asText(), Kinds.KEY_PAIR, key.name()),
                        "spec.keyPairIds[" + number + "]");
            }
            number++;
        }
    }

    private static void checkClaims(ObjectNode version) {
        var text = version.at("/spec/vm/metadata/annotations").path(CLAIMS).asText();
        if (!text.isEmpty()
                && Trees.parsed(text).filter(claims -> claims.isArray()).isEmpty()) {
            throw Webhook.VALIDATOR.invalid(
                    "Invalid JSON data in annotation " + CLAIMS, "spec.vm.metadata.annoataions[\"" + CLAIMS + "\"]");
        }
    }

    private static void checkLimits(ObjectNode version) {
        if (!version.at("/spec/vm/spec/template").isObject()) {
            return;
        }
        var limits = version.at("/spec/vm/spec/template/spec/domain/resources/limits");
        if (limits.isEmpty()) {
            throw Webhook.VALIDATOR.invalid(
                    "CPU and Memory limits are required fields, but are missing from the input", LIMITS);
        }
        if (!limits.has("memory")) {
            throw Webhook.VALIDATOR.invalid("Memory limit is an required field, but is missing from the input", LIMITS);
        }
        if (!limits.has("cpu")) {
            throw Webhook.VALIDATOR.invalid("CPU limit is an required field, but is missing from the input", LIMITS);
        }
    }

    private static void checkDeletion(ObjectNode version, ObjectStore store) {
        var template = Trees.reference(version.at("/spec/templateId").asText());
        var isDefault = Trees.find(store, Kinds.TEMPLATE, template)
                .map(found -> found.at("/spec/defaultVersionId").asText())
                .filter(id -> Trees.reference(id).equals(Trees.key(version)))
                .isPresent();
        if (isDefault) {
            throw Webhook.VALIDATOR.badRequest("Cannot delete the default templateVersion");
        }
    }
}
