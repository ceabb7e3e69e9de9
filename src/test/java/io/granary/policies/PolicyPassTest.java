// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.policies;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicyPassTest {
    private static final String RULES = "{settings: {ntp-servers: {ntpServers: [a]}}, "
            + "rules: [{name: named, each: Node, expression: \"self.metadata.name != ''\"}]}";

    /** Else each write of the policy's own status would have all of its sites asked for their rules anew. */
    @Test
    void aPolicyThatWasReadAgainKeepsItsPass() {
        var pass = new PolicyPass(PolicyWorld.spec(RULES), PolicySecrets.Found.NOTHING);

        assertThat(pass.isOf(PolicyWorld.spec(RULES), PolicySecrets.Found.NOTHING))
                .isTrue();
    }

    @Test
    void anotherSpecIsAnotherPass() {
        var pass = new PolicyPass(PolicyWorld.spec(RULES), PolicySecrets.Found.NOTHING);

        assertThat(pass.isOf(PolicyWorld.spec(RULES.replace("[a]", "[b]")), PolicySecrets.Found.NOTHING))
                .isFalse();
    }
}
