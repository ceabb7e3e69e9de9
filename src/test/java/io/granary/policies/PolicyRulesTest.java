// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicySpec.Each;
import io.granary.crd.v1alpha1.PolicySpec.Rule;
import io.granary.policies.core.RuleFindings;
import io.granary.rollout.core.SiteCalendar;
import io.granary.rollout.core.SiteUid;
import io.granary.rollout.core.SiteView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules in CEL over the objects of one site: what they say, and what they do when they cannot. */
class PolicyRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final String BACKED_UP =
            "!('tier' in self.metadata.labels) || self.metadata.labels.tier != 'critical'"
                    + " || backups.exists(b, b.spec.source.name == self.metadata.name"
                    + " && timestamp(b.status.creationTime) > now - duration('24h'))";
    private static final String POS =
            "{metadata: {namespace: shop, name: pos, labels: {tier: critical}}, spec: {cpu: 2}}";
    private static final String DESK = "{metadata: {namespace: shop, name: desk}, spec: {cpu: 4}}";

    @Test
    void aMachineWhoseBackupIsTooOldBreaksTheRuleByName() {
        assertThat(findings(BACKED_UP, backup("2026-11-22T07:00:00Z"), NOW).unknown())
                .isEmpty();
        assertThat(findings(BACKED_UP, backup("2026-11-22T07:00:00Z"), NOW).broken())
                .containsExactly(new Difference("Rule r", "shop/pos", "do it", null, null));
        assertThat(findings(BACKED_UP, backup("2026-11-22T09:00:00Z"), NOW)).isEqualTo(RuleFindings.NONE);
    }

    @Test
    void aRuleKnowsTheSiteAndItsNodes() {
        assertThat(findings("site.labels.role == 'store' && size(nodes) == 1", "{}", NOW))
                .isEqualTo(RuleFindings.NONE);
    }

    @Test
    void whatDoesNotCompileIsToldWithItsPlaceAndIsNeverCompliant() {
        var rules = rules("self.spec.cpu >\n  wishes");
        assertThat(rules.problems())
                .singleElement()
                .asString()
                .startsWith("Rule r does not compile at line 2, column 3: undeclared reference to 'wishes'");
        assertThat(findings("self.spec.cpu >\n  wishes", "{}", NOW).unknown()).isEqualTo(rules.problems());
    }

    @Test
    void whatIsNeitherTrueNorFalseIsRefused() {
        assertThat(rules("size(nodes)").problems()).singleElement().asString().contains("neither true nor false");
        assertThat(findings("self.spec.cpu", "{}", NOW).unknown())
                .singleElement()
                .asString()
                .contains("neither");
    }

    @Test
    void aFieldThatIsNotThereMakesTheRuleUnknownAndNamesTheObject() {
        assertThat(findings("self.spec.memory > 1", "{}", NOW).unknown())
                .singleElement()
                .asString()
                .startsWith("Rule r cannot be evaluated for shop/desk: ");
    }

    @Test
    void aRuleWithoutEndIsCutShort() {
        var endless = "[1,2,3,4,5,6,7,8,9,10]";
        var loops = "true";
        for (int depth = 0; depth < 7; depth++) {
            loops = endless + ".all(x" + depth + ", " + loops + ")";
        }
        assertThat(findings(loops, "{}", NOW).unknown())
                .singleElement()
                .asString()
                .contains("cannot be evaluated");
    }

    @Test
    void aSiteThatTakesTooLongIsUnknown() {
        assertThat(findings("true", "{}", NOW, NOW.plusSeconds(3)).unknown())
                .containsExactly("Rule r took too long here: make its expression simpler.");
    }

    private static PolicyRules rules(String expression) {
        return PolicyRules.of(List.of(new Rule("r", Each.VirtualMachine, expression, "do it")));
    }

    private static RuleFindings findings(String expression, String backup, Instant... times) {
        var clock = new ArrayDeque<>(Arrays.asList(times));
        var contact = new SiteView.Contact(true, NOW);
        var site = new SiteView(
                new SiteUid("u"),
                "store-1",
                Map.of("role", "store"),
                SiteCalendar.ANY,
                NOW,
                contact,
                Duration.ZERO,
                null);
        var objects = Map.of(
                Each.VirtualMachine, List.of(object(POS), object(DESK)),
                Each.Node, List.of(object("{metadata: {name: n1}}")));
        return new RuleFacts(site, objects, List.of(object(backup)), NOW)
                .findings(rules(expression).all(), () -> clock.size() > 1 ? clock.remove() : clock.element());
    }

    private static String backup(String at) {
        return "{spec: {source: {name: pos}}, status: {creationTime: '" + at + "'}}";
    }

    private static Map<String, Object> object(String yaml) {
        try {
            return RuleFacts.object(
                    new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory()).readTree(yaml));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
