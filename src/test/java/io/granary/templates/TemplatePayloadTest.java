// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.granary.crd.v1alpha1.RolloutTarget;
import io.granary.crd.v1alpha1.RolloutTarget.TemplateTarget;
import io.granary.crd.v1alpha1.TemplateSpec;
import io.granary.kernel.SiteId;
import io.granary.kube.ApiProblem;
import io.granary.kube.Written;
import io.granary.rollout.Content;
import io.granary.rollout.HandTimer;
import io.granary.rollout.RolloutPayload.Order;
import io.granary.rollout.SiteLedger.SiteProblem;
import io.granary.rollout.core.Sighting;
import io.granary.rollout.core.Sighting.Desired;
import io.granary.rollout.core.Sighting.State;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import io.granary.sites.SiteLink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TemplatePayloadTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICqdqXKrUxFizmgEv0zHhIq0R1+/8bhB/arsT2HAYEv9 ops@northgate";
    private static final String OURS =
            "metadata: {namespace: retail, name: %s, labels: " + "{app.kubernetes.io/managed-by: granary}}\n";

    private final MemorySite site = new MemorySite();
    private final HandTimer timer = new HandTimer();
    private final Map<String, TemplateSpec> templates = new HashMap<>();
    private final TemplatePayload payload = new TemplatePayload(
            new TemplateVisits(
                    uid -> new SiteLink(new SiteId("c-m-1"), "fleet-emea", "store-1", Map.of(), true, null),
                    link -> site,
                    new Shelf(),
                    new TemplateRenderer(new CloudConfig()),
                    timer),
            timer,
            order -> {});

    private final class Shelf implements TemplateLibrary {
        @Override
        public boolean isRead() {
            return true;
        }

        @Override
        public TemplateSpec template(String namespace, String name) {
            return namespace.equals("fleet-emea") ? templates.get(name) : null;
        }

        @Override
        public String displayName(String namespace, String image) {
            return "shown-" + image;
        }
    }

    @BeforeEach
    void aSiteThatHasWhatTheTemplateNeeds() {
        templates.put("pos", template("#cloud-config\nhostname: pos-${store}\n"));
        site.put(TemplateKind.NAMESPACE, "metadata: {name: retail}");
        site.put(TemplateKind.NETWORK, "metadata: {namespace: retail, name: vlan110}");
        site.put(TemplateKind.IMAGE, """
                metadata: {namespace: retail, name: image-x7k2p}
                spec: {displayName: shown-pos-2026-08}
                status: {storageClassName: lh-123, conditions: [{type: Imported, status: "True"}]}""");
    }

    @Test
    void makesEverythingInTheOrderHarvesterNeedsAndThenTheDefault() {
        var order = order("granary-1");
        assertThat(payload.look(order).precheck()).isEqualTo(Sighting.Precheck.FINE);
        start(order);

        assertThat(site.writes)
                .containsExactly(
                        "create KEY_PAIR retail/ops-key",
                        "create SECRET retail/granary-1",
                        "create TEMPLATE retail/pos",
                        "create VERSION retail/granary-1");
        assertThat(state(order)).isEqualTo(State.RUNNING);
        timer.pass(Duration.ofSeconds(10));
        assertThat(state(order)).isEqualTo(State.RUNNING);

        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));
        assertThat(site.get(TemplateKind.TEMPLATE, "retail/pos")
                        .at("/spec/defaultVersionId")
                        .asText())
                .isEqualTo("retail/granary-1");
        assertThat(payload.observe(order).desired()).isEqualTo(Desired.NO);

        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));
        assertThat(state(order)).isEqualTo(State.SUCCEEDED);
        assertThat(payload.observe(order).desired()).isEqualTo(Desired.YES);
        assertThat(site.get(TemplateKind.SECRET, "retail/granary-1")
                        .at("/metadata/ownerReferences/0/kind")
                        .asText())
                .isEqualTo("VirtualMachineTemplateVersion");
    }

    @Test
    void startingTwiceMakesNothingTwice() {
        start(order("granary-1"));
        var before = List.copyOf(site.writes);
        start(order("granary-1"));

        assertThat(site.writes).isEqualTo(before);
    }

    @Test
    void goesOnWhereAHubThatDiedHadStopped() {
        site.put(TemplateKind.KEY_PAIR, OURS.formatted("ops-key") + "spec: {publicKey: " + KEY + "}");
        site.put(TemplateKind.SECRET, OURS.formatted("granary-1"));
        start(order("granary-1"));

        assertThat(site.writes).containsExactly("create TEMPLATE retail/pos", "create VERSION retail/granary-1");
    }

    @Test
    void sameContentOfAnotherRolloutIsThereAlready() {
        succeed("granary-1");

        var other = payload.look(order("granary-2"));
        assertThat(other.desired()).isEqualTo(Desired.YES);
        assertThat(other.action()).isNull();
    }

    @Test
    void anEditedTemplateIsNotThereYet() {
        succeed("granary-1");
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));

        assertThat(payload.look(order("granary-2")).desired()).isEqualTo(Desired.NO);
        succeed("granary-2");
        assertThat(payload.look(order("granary-2")).desired()).isEqualTo(Desired.YES);
        assertThat(payload.look(order("granary-1")).desired()).isEqualTo(Desired.NO);
    }

    @Test
    void whatALocalAdminChoosesLaterIsNotOverruled() {
        succeed("granary-1");
        site.put(TemplateKind.VERSION, "metadata: {namespace: retail, name: local}\nstatus: {version: 7}");
        var head = site.get(TemplateKind.TEMPLATE, "retail/pos");
        head.withObjectProperty("spec").put("defaultVersionId", "retail/local");
        site.controllersWork();
        var before = List.copyOf(site.writes);
        for (var minute = 0; minute < 10; minute++) {
            payload.observe(order("granary-1"));
            timer.pass(Duration.ofMinutes(1));
        }

        assertThat(site.writes).isEqualTo(before);
        assertThat(state(order("granary-1"))).isEqualTo(State.SUCCEEDED);
        assertThat(payload.observe(order("granary-1")).desired()).isEqualTo(Desired.NO);
    }

    @Test
    void holdsWithTheSentencesThatFixIt() {
        site.of(TemplateKind.IMAGE).delete("retail", "image-x7k2p");
        site.of(TemplateKind.NETWORK).delete("retail", "vlan110");
        site.of(TemplateKind.NAMESPACE).delete("", "retail");

        assertThat(payload.look(order("granary-1")).precheck().sentence())
                .contains("Namespace retail is not at site store-1: create it there")
                .contains("Image pos-2026-08 is not imported at site store-1: roll the image out there first.")
                .contains("Network retail/vlan110 is not at site store-1: create the NetworkAttachmentDefinition");
    }

    @Test
    void holdsForATemplateThatTheHubDoesNotHave() {
        templates.clear();

        var seen = payload.look(order("granary-1"));
        assertThat(seen.precheck().verdict()).isEqualTo(Sighting.Verdict.RETRY);
        assertThat(seen.precheck().sentence())
                .isEqualTo("Template pos is not in the rollout's namespace: create it, or name another.");
    }

    @Test
    void holdsForATemplateThatIsNotAsTheRevisionHasIt() {
        var hash = Content.hash(templates.get("pos"));
        assertThat(payload.look(order("granary-1", hash)).precheck()).isEqualTo(Sighting.Precheck.FINE);

        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        assertThat(payload.look(order("granary-1", hash)).precheck().sentence())
                .startsWith("Template pos is no longer as revision 1 of the rollout has it");
    }

    @Test
    void goesBackToWhatTheSiteStillHasThoughTheTemplateWasEdited() {
        var first = Content.hash(templates.get("pos"));
        succeed("granary-1");
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        succeed("granary-2");
        var back = order("granary-3", first);
        assertThat(payload.look(back).desired()).isEqualTo(Desired.NO);
        start(back);
        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));
        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));

        assertThat(payload.observe(back).desired()).isEqualTo(Desired.YES);
        assertThat(payload.look(order("granary-1")).desired()).isEqualTo(Desired.YES);
        var version = site.get(TemplateKind.VERSION, "retail/granary-3").toString();
        assertThat(version).contains("\"secretRef\":{\"name\":\"granary-3\"}").doesNotContain("granary-1\"}");
        assertThat(site.get(TemplateKind.SECRET, "retail/granary-3")).isNotNull();
    }

    @Test
    void neverWritesOverWhatIsSomebodyElses() {
        site.put(TemplateKind.TEMPLATE, "kind: VirtualMachineTemplate\nmetadata: {namespace: retail, name: pos}");
        site.put(TemplateKind.KEY_PAIR, "metadata: {namespace: retail, name: ops-key}\nspec: {publicKey: other}");

        assertThat(payload.look(order("granary-1")).precheck().sentence())
                .contains("VirtualMachineTemplate retail/pos at site store-1 is not Granary's: rename or delete")
                .contains("KeyPair retail/ops-key at site store-1 is not Granary's and holds another key");
        assertThatThrownBy(() -> start(order("granary-1"))).isInstanceOf(SiteProblem.class);
        assertThat(site.writes).isEmpty();
    }

    @Test
    void aForeignVersionOfThatNameIsAFailureThatNoRetryMends() {
        start(order("granary-1"));
        site.put(TemplateKind.VERSION, "metadata: {namespace: retail, name: granary-1}\nstatus: {version: 1}");

        var action = Objects.requireNonNull(payload.look(order("granary-1")).action());
        assertThat(action.state()).isEqualTo(State.FAILED);
        assertThat(action.message()).contains("is not Granary's: delete it at the site");
    }

    @Test
    void whatTheSiteRefusesHoldsItWithTheSitesWords() {
        site.refusals.put(
                TemplateKind.VERSION,
                new Written.Refused<>(new ApiProblem(ApiProblem.Kind.REJECTED, "HTTP 422: cpu limit is missing")));
        assertThatThrownBy(() -> start(order("granary-1"))).hasMessageContaining("cpu limit is missing");

        assertThat(payload.look(order("granary-1")).action()).isNull();
        assertThat(payload.look(order("granary-2")).precheck().sentence()).contains("cpu limit is missing");
        timer.pass(Duration.ofMinutes(11));
        assertThat(payload.look(order("granary-2")).precheck()).isEqualTo(Sighting.Precheck.FINE);
    }

    @Test
    void sendsNothingAfterTheDeadline() {
        assertThatThrownBy(() -> payload.start(order("granary-1"), timer.now())).isInstanceOf(SiteProblem.class);
        assertThat(site.writes).isEmpty();
    }

    @Test
    void cancelTakesAwayAVersionThatIsNotTheDefaultYet() {
        succeed("granary-1");
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        start(order("granary-2"));
        payload.cancel(order("granary-2"));

        assertThat(site.get(TemplateKind.VERSION, "retail/granary-2")).isNull();
        assertThat(site.get(TemplateKind.SECRET, "retail/granary-2")).isNull();
        payload.cancel(order("granary-1"));
        assertThat(site.get(TemplateKind.VERSION, "retail/granary-1")).isNotNull();
    }

    @Test
    void revertMakesThePreviousVersionTheDefaultAgain() {
        succeed("granary-1");
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        succeed("granary-2");
        payload.revert(order("granary-2"));
        payload.revert(order("granary-2"));
        timer.pass(Duration.ofMinutes(1));

        assertThat(site.get(TemplateKind.TEMPLATE, "retail/pos")
                        .at("/spec/defaultVersionId")
                        .asText())
                .isEqualTo("retail/granary-1");
    }

    @Test
    void aRolloutThatIsOvertakenDoesNotTakeTheDefaultBack() {
        start(order("granary-1"));
        site.controllersWork();
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        var later = order("granary-2");
        payload.start(later, timer.now().plusSeconds(30));
        site.controllersWork();
        var head = site.get(TemplateKind.TEMPLATE, "retail/pos");
        site.of(TemplateKind.TEMPLATE).replace(TemplateMarks.applying(head, "retail/granary-2", "granary-2"));
        site.controllersWork();
        timer.pass(Duration.ofSeconds(30));

        assertThat(payload.look(order("granary-1")).action().message()).contains("a later rollout");
        assertThat(site.get(TemplateKind.TEMPLATE, "retail/pos")
                        .at("/spec/defaultVersionId")
                        .asText())
                .isEqualTo("retail/granary-2");
    }

    @Test
    void whatWasUndoneGoesWithItsSecret() {
        undone();

        assertThat(payload.discard(order("granary-2", "new"), List.of(pinned("old"))))
                .isEqualTo("version granary-2 was deleted");
        assertThat(site.get(TemplateKind.VERSION, "retail/granary-2")).isNull();
        assertThat(site.get(TemplateKind.SECRET, "retail/granary-2")).isNull();
        assertThat(site.get(TemplateKind.VERSION, "retail/granary-1")).isNotNull();
    }

    @Test
    void whatIsWantedOrTheDefaultOrSomebodyElsesOrInUseStays() {
        undone();

        assertThat(payload.discard(order("granary-2", "new"), List.of(pinned("new"))))
                .isEqualTo("the version stays: a rollout wants it");
        assertThat(payload.discard(order("granary-1", "old"), List.of()))
                .isEqualTo("the version stays: it is the default");
        site.put(TemplateKind.VERSION, "metadata: {namespace: retail, name: by-hand}");
        assertThat(payload.discard(order("by-hand", "new"), List.of()))
                .isEqualTo("the site has no version of this try");
        site.put(TemplateKind.MACHINE, """
                metadata: {namespace: retail, name: till-7}
                spec: {template: {spec: {volumes: [{cloudInitNoCloud: {secretRef: {name: granary-2}}}]}}}""");
        assertThat(payload.discard(order("granary-2", "new"), List.of()))
                .isEqualTo("the version stays: virtual machine till-7 refers to it");
        assertThat(site.writes).noneMatch(write -> write.startsWith("delete"));
    }

    /** The second version was the default, until the first was again. */
    private void undone() {
        succeed("granary-1");
        templates.put("pos", template("#cloud-config\nhostname: till-${store}\n"));
        succeed("granary-2");
        payload.revert(order("granary-2"));
        site.controllersWork();
    }

    private static RolloutTarget pinned(String hash) {
        return new RolloutTarget(null, new TemplateTarget("pos", Map.of(), hash), null, null);
    }

    private void start(Order order) {
        payload.start(order, timer.now().plusSeconds(30));
        timer.settle();
    }

    private void succeed(String name) {
        start(order(name));
        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));
        site.controllersWork();
        timer.pass(Duration.ofSeconds(2));
        assertThat(state(order(name))).isEqualTo(State.SUCCEEDED);
    }

    private State state(Order order) {
        return Objects.requireNonNull(payload.observe(order).action()).state();
    }

    private Order order(String name) {
        return order(name, null);
    }

    private Order order(String name, String hash) {
        var view = new SiteView(
                new SiteUid("uid-1"),
                "store-1",
                Map.of("number", "0042", "vlan", "110"),
                SiteCalendar.ANY,
                Instant.EPOCH,
                new SiteView.Contact(true, timer.now()),
                Duration.ZERO,
                null);
        return new Order(view, pinned(hash), 1, 1, name);
    }

    private static TemplateSpec template(String userData) {
        return new TemplateSpec(
                "POS terminal",
                "point-of-sale VM",
                "retail",
                2,
                "4Gi",
                List.of(new TemplateSpec.Disk("rootdisk", "pos-2026-08", "20Gi", 1)),
                List.of(new TemplateSpec.Network("nic-1", "vlan${vlan}", null)),
                List.of(new TemplateSpec.Key("ops-key", KEY)),
                userData,
                null,
                List.of(
                        new TemplateSpec.Parameter("vlan", "vlan", null, null),
                        new TemplateSpec.Parameter("store", "number", null, null)),
                Map.of());
    }
}
