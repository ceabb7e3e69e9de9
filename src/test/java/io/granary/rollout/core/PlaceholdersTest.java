// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
package io.granary.rollout.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

    private static final Map<String, String> VALUES = Map.of("vlan", "110", "host", "pos-${vlan}$1");

    @Test
    void fillsWhatIsKnownAndNamesWhatIsMissing() {
        assertThat(Placeholders.fill("vlan${vlan} ${zone} ${area}", VALUES))
                .isEqualTo(new Placeholders.Filled(
                        "vlan110 ${zone} ${area}", new java.util.TreeSet<>(java.util.List.of("area", "zone"))));
    }

    @Test
    void neverLooksIntoAValue() {
        assertThat(Placeholders.fill("${host}", VALUES).text()).isEqualTo("pos-${vlan}$1");
    }

    @Test
    void leavesADoubledDollarAndLoneDollarsToTheShell() {
        assertThat(Placeholders.fill("echo $${vlan} $HOME ${9}", VALUES).text()).isEqualTo("echo ${vlan} $HOME ${9}");
    }
}
