// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.crd.v1alpha1.TemplateStatus;
import io.granary.kube.ApiProblem;
import io.granary.kube.HubObject;
import io.granary.kube.Resources;
import io.granary.kube.StatusPatcher;
import io.granary.kube.Written;
import io.granary.rollout.SightingTimer;
import io.granary.templates.core.TemplateStatuses;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Tells in the status of a Template what is wrong with it, before a site would. */
final class TemplateReconciler {
    private static final Logger LOG = Logger.getLogger(TemplateReconciler.class);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Resources<HubObject<TemplateSpec, TemplateStatus>> templates;
    private final StatusPatcher<HubObject<TemplateSpec, TemplateStatus>> statuses;
    private final TemplateCheck check;
    private final SightingTimer timer;

    TemplateReconciler(
            Resources<HubObject<TemplateSpec, TemplateStatus>> templates, TemplateCheck check, SightingTimer timer) {
        this.templates = templates;
        this.statuses = new StatusPatcher<>(templates, HubObject::status);
        this.check = check;
        this.timer = timer;
    }

    void reconcile(HubObject<TemplateSpec, TemplateStatus> template) {
        var spec = template.spec();
        var meta = template.metadata();
        if (spec == null || meta.deletionTimestamp() != null) {
            return;
        }
        var generation = Objects.requireNonNullElse(meta.generation(), 1L);
        var status = TemplateStatuses.of(check.check(spec), template.status(), generation, timer.now());
        switch (statuses.patch(template, template.withStatus(status))) {
            case Written.Stored<HubObject<TemplateSpec, TemplateStatus>> stored -> {}
            case Written.Unchanged<HubObject<TemplateSpec, TemplateStatus>> same -> {}
            case Written.Conflict<HubObject<TemplateSpec, TemplateStatus>> overtaken -> {
                // The watch brings what overtook it.
            }
            case Written.Refused<HubObject<TemplateSpec, TemplateStatus>> refused -> {
                LOG.warnf(
                        "The status of Template %s/%s was not written: %s",
                        meta.namespace(), meta.name(), refused.problem().message());
                timer.after(RETRY, () -> timer.run(() -> again(meta.namespace(), meta.name())));
            }
        }
    }

    private void again(String namespace, String name) {
        try {
            var template = templates.find(namespace, name);
            if (template != null) {
                reconcile(template);
            }
        } catch (ApiProblem.Failure silent) {
            LOG.debugf("Template %s/%s was not read: %s", namespace, name, silent.getMessage());
            timer.after(RETRY, () -> timer.run(() -> again(namespace, name)));
        }
    }
}
