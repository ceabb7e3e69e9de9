// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.granary.crd.v1alpha1.PolicyReportSpec.Difference;
import io.granary.crd.v1alpha1.PolicyReportSpec.Verdict;
import io.granary.crd.v1alpha1.PolicySpec.Each;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules are asked about every kind that they may be about, at a site as it is. */
class RuleKindsTest {
    private final PolicyWorld world = new PolicyWorld(1);

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private void publish(Each each, String expression) {
        world.publish("rules", """
                rules:
                  - {name: r, each: %s, expression: "%s", message: rename it}
                """.formatted(each, expression));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindCanBeRead(Each each) {
        publish(each, "size(self.metadata.name) > 0");

        world.awaitVerdict("rules", 0, Verdict.Compliant);
    }

    @Test
    void aVolumeThatBreaksARuleIsNamed() {
        publish(Each.PersistentVolumeClaim, "self.spec.accessModes.size() > 9");

        assertThat(world.awaitVerdict("rules", 0, Verdict.Drifted).differences())
                .extracting(Difference::what)
                .containsOnly("Rule r");
    }
}
