// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.Condition;
import io.granary.crd.v1alpha1.ImageSpec;
import io.granary.crd.v1alpha1.ImageStatus;
import io.granary.crd.v1alpha1.Template;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.crd.v1alpha1.TemplateStatus;
import io.granary.kube.HubObject;
import io.granary.kube.MemoryResources;
import io.granary.rollout.HandTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateReconcilerTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICqdqXKrUxFizmgEv0zHhIq0R1+/8bhB/arsT2HAYEv9 ops@northgate";

    private final MemoryResources<TemplateSpec, TemplateStatus> templates = new MemoryResources<>();
    private final HandTimer timer = new HandTimer();
    private final TemplateReconciler reconciler =
            new TemplateReconciler(templates, new TemplateCheck(new CloudConfig()), timer);
    private final HubLibrary library =
            new HubLibrary(templates, new MemoryResources<ImageSpec, ImageStatus>(), reconciler::reconcile);

    @Test
    void showsTheFingerprintsOfATemplateThatIsFine() {
        library.start();
        store(KEY, "#cloud-config\nhostname: pos-${store}\n");

        assertThat(status().fingerprints())
                .singleElement()
                .asString()
                .startsWith("SHA256:")
                .hasSize(50);
        assertThat(condition("Ready").status()).isEqualTo("True");
        assertThat(status().observedGeneration()).isEqualTo(1);
    }

    @Test
    void tellsWhatIsWrongBeforeASiteWould() {
        library.start();
        store("ssh-ed25519 AAAA", "#cloud-config\npackges: [vim]\nhostname: ${store}-${floor}\n");

        assertThat(condition("KeysValid").message()).startsWith("Key ops: ");
        assertThat(condition("CloudInitValid").message()).contains("did you mean \"packages\"?");
        assertThat(condition("ParametersValid").message()).contains("${floor}").contains("spec.parameters");
        assertThat(condition("Ready").reason()).isEqualTo("TemplateInvalid");
    }

    @Test
    void aParameterMayStandForAWordOrForANumber() {
        library.start();
        store(KEY, "#cloud-config\nhostname: ${store}\nssh_deletekeys: true\nswap: {size: ${store}}\n");

        assertThat(condition("CloudInitValid").status()).isEqualTo("True");
    }

    @Test
    void writesOnceAndThenNothingWhereNothingChanges() {
        library.start();
        store(KEY, "#cloud-config\n");
        var written = templates.writes();
        timer.pass(Duration.ofHours(1));
        reconciler.reconcile(templates.find("fleet-emea", "pos"));

        assertThat(templates.writes()).isEqualTo(written);
    }

    @Test
    void keepsSinceWhenAConditionHolds() {
        library.start();
        store(KEY, "#cloud-config\n");
        var since = condition("Ready").lastTransitionTime();
        timer.pass(Duration.ofHours(1));
        var stored = templates.find("fleet-emea", "pos");
        templates.replace(stored.withSpec(template(KEY, "no header")));

        assertThat(condition("KeysValid").lastTransitionTime()).isEqualTo(since);
        assertThat(condition("Ready").lastTransitionTime()).isGreaterThan(since);
    }

    private void store(String key, String userData) {
        var meta = HubObject.Meta.of("fleet-emea", "pos", Map.of());
        templates.create(HubObject.of(Template.class, meta, template(key, userData)));
    }

    private TemplateStatus status() {
        return templates.find("fleet-emea", "pos").status();
    }

    private Condition condition(String type) {
        return status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static TemplateSpec template(String key, String userData) {
        return new TemplateSpec(
                null,
                null,
                "retail",
                2,
                "4Gi",
                List.of(),
                List.of(),
                List.of(new TemplateSpec.Key("ops", key)),
                userData,
                null,
                List.of(new TemplateSpec.Parameter("store", "number", null, null)),
                Map.of());
    }
}
